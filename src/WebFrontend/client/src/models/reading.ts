import { firstFrom, type Entry } from './timeline';

/** How far this person has read, and where the line "New messages" stands. */
export interface Reading {
  /** The number of the first unread message, once there is one; the line stays until something is said. */
  readonly unreadFrom: number | null;
  /** Everything up to this number has been in view. */
  readonly seenUpTo: number;
}

export const nothingRead: Reading = { unreadFrom: null, seenUpTo: 0 };

/** On opening a chat: whatever others said after the read mark, and after one's own last word, is new. */
export function onOpening(entries: readonly Entry[], readUpTo: number, me: string): Reading {
  let mark = readUpTo;
  for (const entry of entries) if (entry.kind === 'message' && entry.by === me) mark = Math.max(mark, entry.seq);
  const unread = entries.slice(firstFrom(entries, mark + 1)).find((entry) => isFromOthers(entry, me));
  return { unreadFrom: unread?.seq ?? null, seenUpTo: mark };
}

/** Entries have arrived. While nobody watches, the first of them from others begins what is unread. */
export function onArrival(reading: Reading, entries: readonly Entry[], me: string, watching: boolean): Reading {
  if (watching) return reading;
  if (reading.unreadFrom !== null && reading.unreadFrom > reading.seenUpTo) return reading;
  const unread = entries.slice(firstFrom(entries, reading.seenUpTo + 1)).find((entry) => isFromOthers(entry, me));
  return unread === undefined ? reading : { ...reading, unreadFrom: unread.seq };
}

/** Everything up to `high` has come into view. */
export function onSight(reading: Reading, high: number): Reading {
  return high > reading.seenUpTo ? { ...reading, seenUpTo: high } : reading;
}

/** Whoever answers has read: the line goes. */
export function onSpeaking(reading: Reading): Reading {
  return reading.unreadFrom === null ? reading : { ...reading, unreadFrom: null };
}

/** How many messages of others have not been in view. */
export function unseenCount(entries: readonly Entry[], reading: Reading, me: string): number {
  return entries.slice(firstFrom(entries, reading.seenUpTo + 1)).filter((entry) => isFromOthers(entry, me)).length;
}

function isFromOthers(entry: Entry, me: string): boolean {
  return entry.kind === 'message' && entry.by !== me && entry.deleted === null;
}
