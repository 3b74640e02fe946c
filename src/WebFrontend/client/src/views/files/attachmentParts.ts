import { DraftAttachments } from '../../state/files/draftAttachments.svelte';
// Fetched along with these: what is chosen here is to be uploaded next, and must not wait for another part of the app.
import '../../state/files/uploads.svelte';
import AttachMenu from './AttachMenu.svelte';
import Recorder from './Recorder.svelte';
import DraftAttachmentStrip from './DraftAttachmentStrip.svelte';

/** What the composer needs once there is a file: what is chosen, and the parts that show it. */
export interface AttachmentParts {
  attachments: DraftAttachments;
  DraftAttachmentStrip: typeof DraftAttachmentStrip;
  AttachMenu: typeof AttachMenu;
  Recorder: typeof Recorder;
}

export const attachmentPartsFor = (chatId: string, largest: () => number | null): AttachmentParts => ({
  attachments: new DraftAttachments(chatId, largest),
  DraftAttachmentStrip,
  AttachMenu,
  Recorder,
});
