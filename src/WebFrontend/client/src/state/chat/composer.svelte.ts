import { draftOf } from '../../models/messages/draft';
import { hasDraftFiles, storedDraft, storeDraft } from '../../net/storage/storage';

/** What is typed in one chat and not sent yet; it survives a reload. */
export class ComposerState {
  typed = $state.raw('');
  readonly draft = $derived(draftOf(this.typed));
  #touched = false;

  constructor(private readonly chatId: string) {}

  async restore(): Promise<void> {
    const stored = await storedDraft(this.chatId);
    if (!this.#touched) this.typed = stored;
  }

  /** Whether files were chosen before the page was loaded, and not sent. */
  hasFiles(): Promise<boolean> {
    return hasDraftFiles(this.chatId);
  }

  type(text: string): void {
    this.#touched = true;
    this.typed = text;
    void storeDraft(this.chatId, text);
  }

  /** The text to send, taken out of the field; null when there is nothing to send or it is too long. With files, there need be none. */
  take(withFiles: boolean): string | null {
    const { text, canSend, problem } = this.draft;
    if (withFiles ? problem !== null : !canSend) return null;
    this.type('');
    return text;
  }
}
