import { isMedia } from './attachmentBox';
import type { Attachment } from '../protocol';
import type { Entry } from '../messages/entry';

/** A picture or video as the viewer shows it: with who sent it, when, and what was said with it. */
export interface Viewed {
  seq: number;
  at: string;
  by: string;
  text: string | null;
  file: Attachment;
}

/** All pictures and videos of messages, as they stand in the chat. */
export function viewedOf(entries: readonly Entry[]): Viewed[] {
  return entries.flatMap((entry) => {
    if (entry.kind !== 'message') return [];
    const { seq, at, by, text } = entry;
    return entry.attachments.filter(isMedia).map((file) => ({ seq, at, by, text, file }));
  });
}

/** Two lists of the same chat as one, in the chat's order. */
export function together(a: readonly Viewed[], b: readonly Viewed[]): Viewed[] {
  const known = new Set(a.map(({ file }) => file.id));
  return [...a, ...b.filter(({ file }) => !known.has(file.id))].sort((x, y) => x.seq - y.seq);
}
