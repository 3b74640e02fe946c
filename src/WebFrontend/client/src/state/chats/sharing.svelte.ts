import { forgetShared, readShared, type Shared } from '../../net/storage/shareTarget';
import { addDraftFiles } from '../files/draftFiles';
import { toasts } from '../app/toasts.svelte';

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

  /** Puts it into the draft of a chat, behind what is there already. False when this device has no room for the files. */
  async giveTo(chatId: string): Promise<boolean> {
    if (this.shared === null) return false;
    const { files, text } = this.shared;
    const { kept, problem } = await addDraftFiles(chatId, files, text);
    if (kept !== 'kept') return false;
    if (problem !== null) toasts.show(problem);
    await forgetShared();
    return true;
  }

  async giveUp(): Promise<void> {
    this.shared = null;
    await forgetShared();
  }
}
