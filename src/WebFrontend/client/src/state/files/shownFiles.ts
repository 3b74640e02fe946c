import type { Outgoing } from '../../models/messages/items';
import { kindOf, type Boxed } from '../../models/files/attachmentBox';
import { moves } from '../../models/files/moving';
import type { OutgoingFile } from '../../models/messages/outbox';
import type { Attachment } from '../../models/protocol';
import type { Message } from '../../models/messages/entry';
import { downloadUrl, fileUrl, previewUrl } from '../../models/files/fileAddress';
import type { ChatSession } from '../chat/chatSession.svelte';
import { localPictures } from './localPictures.svelte';

/** A file of a message as it is drawn: one that is there, or one's own on its way. */
export interface Shown extends Boxed {
  id: string;
  name: string;
  size: number;
  voice: boolean;
  duration: number | null;
  colour: string | null;
  waveform: string | null;
  /** The number of its message; null while it is on its way. */
  seq: number | null;
  /** Null: not to be had. */
  picture: string | null;
  content: string | null;
  download: string | null;
  /** Set while it is on its way. */
  outgoing: { clientId: string; file: OutgoingFile } | null;
}

export function shownFiles(item: Message | Outgoing, session: ChatSession): Shown[] {
  if (item.kind === 'message') return item.attachments.map((file) => shownAttachment(session.chatId, item.seq, file));
  return item.files.map((file) => ({
    ...file,
    colour: null,
    seq: null,
    picture: localPictures.of(session.chatId, file),
    content:
      kindOf(file.type) === 'audio' || kindOf(file.type) === 'video'
        ? localPictures.content(session.chatId, file.id)
        : null,
    download: null,
    outgoing: { clientId: item.clientId, file },
  }));
}

export function shownAttachment(chatId: string, seq: number, file: Attachment): Shown {
  // The file itself would move; its preview does not.
  const still = moves(file) && file.has_preview;
  return {
    ...file,
    seq,
    picture:
      (still ? null : localPictures.ofSent(chatId, file)) ??
      (file.has_preview ? previewUrl(chatId, seq, file.id) : null),
    content: fileUrl(chatId, seq, file.id),
    download: downloadUrl(chatId, seq, file.id),
    outgoing: null,
  };
}
