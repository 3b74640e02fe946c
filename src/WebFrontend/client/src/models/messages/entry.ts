import type { Attachment } from '../protocol';

/** A message as it stands now: edits and deletion are folded in. `text` is null when it was deleted. */
export interface Message {
  kind: 'message';
  seq: number;
  at: string;
  by: string;
  text: string | null;
  attachments: readonly Attachment[];
  clientId: string | null;
  edited: string | null;
  deleted: string | null;
}

/** A person came, went, came back or was removed. */
export interface Coming {
  seq: number;
  at: string;
  /** Whose coming it is; two of one name are two. */
  id: string;
  /** Empty when it is not known: shown as "Somebody". */
  name: string;
  kind: 'joined' | 'left' | 'rejoined' | 'removed';
}

/** Something that happened, in one quiet line: "Marta Costa joined". */
export interface Line {
  kind: 'line';
  /** The last of its numbers: it goes on growing at its end. */
  seq: number;
  at: string;
  /** What happened, and the name that it is about: put into words when it is shown. */
  event: 'joined' | 'left' | 'rejoined' | 'removed' | 'proven' | 'renamed' | 'chat_renamed' | 'closed' | 'reopened';
  name: string;
  /** All comings and goings in a row on one day; missing for everything else. */
  comings?: readonly Coming[];
}

export type Entry = Message | Line;
