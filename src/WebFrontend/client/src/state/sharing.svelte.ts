import { forgetShared, readShared, type Shared } from '../net/shared';
import { storedDraft, storeDraft } from '../net/storage';

/** What was shared from another app, until it has a chat to go to. */
export class Sharing {
  /** Null: nothing is there. */
  shared = $state.raw<Shared | null>(null);
  /** False until this device has been looked at. */
  known = $state.raw(false);

  async look(): Promise<void> {
    try {
      this.shared = await readShared();
    } catch (error) {
      console.error('What was shared could not be read.', error);
    }
    this.known = true;
  }

  /** Puts it into the draft of a chat, behind what is typed there already. */
  async giveTo(chatId: string): Promise<void> {
    if (this.shared === null) return;
    const { text } = this.shared;
    const typed = await storedDraft(chatId);
    await storeDraft(chatId, typed === '' ? text : `${typed.trimEnd()}\n${text}`);
    await forgetShared();
  }

  async giveUp(): Promise<void> {
    this.shared = null;
    await forgetShared();
  }
}
