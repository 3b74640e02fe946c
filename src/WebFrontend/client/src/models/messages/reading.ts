import type { Entry } from './entry';
import { firstFrom, type Timeline } from './timeline';

type Held = Pick<Timeline, 'entries' | 'low' | 'high'>;

/** How far this person has read, and where the line "New messages" stands. */
export interface Reading {
  /** The number of the first unread message, once there is one; the line stays until something is said. */
  readonly unreadFrom: number | null;
  /** Everything up to this number has been in view. */
  readonly seenUpTo: number;
  /** Set while what is unread begins before the oldest entry held: the mark after which to look for it. */
  readonly lookAfter: number | null;
}

export const nothingRead: Reading = { unreadFrom: null, seenUpTo: 0, lookAfter: null };

/**
 * On opening a chat: what others said after the read mark, and after one's own last message, is new. To a person who
 * has never read here, it is all history: they begin with the latest.
 */
export function onOpening(timeline: Held, readUpTo: number, me: string): Reading {
  const { entries } = timeline;
  let mark = readUpTo > 0 ? readUpTo : timeline.high;
  for (const entry of entries) if (entry.kind === 'message' && entry.by === me) mark = Math.max(mark, entry.seq);
  return onOlder({ unreadFrom: null, seenUpTo: mark, lookAfter: mark }, timeline, me);
}

/** Older entries have been loaded: among them may be where the unread ones begin. */
export function onOlder(reading: Reading, timeline: Held, me: string): Reading {
  const mark = reading.lookAfter;
  if (mark === null || timeline.low > mark + 1) return reading;
  return { ...reading, lookAfter: null, unreadFrom: firstFromOthers(timeline.entries, mark, me) };
}

/** Entries have arrived. While the end is not in view, the first of them from others begins what is unread. */
export function onArrival(reading: Reading, entries: readonly Entry[], me: string, watching: boolean): Reading {
  if (watching || reading.lookAfter !== null) return reading;
  if (reading.unreadFrom !== null && reading.unreadFrom > reading.seenUpTo) return reading;
  const unreadFrom = firstFromOthers(entries, reading.seenUpTo, me);
  return unreadFrom === null ? reading : { ...reading, unreadFrom };
}

/** Everything up to `high` has come into view. */
export function onSight(reading: Reading, high: number): Reading {
  return high > reading.seenUpTo ? { ...reading, seenUpTo: high } : reading;
}

/** Who answers has read: the line goes. */
export function onSpeaking(reading: Reading): Reading {
  return { ...reading, unreadFrom: null, lookAfter: null };
}

/** How many messages of others have not been in view. */
export function unseenCount(entries: readonly Entry[], reading: Reading, me: string): number {
  return entries.slice(firstFrom(entries, reading.seenUpTo + 1)).filter((entry) => isFromOthers(entry, me)).length;
}

function firstFromOthers(entries: readonly Entry[], after: number, me: string): number | null {
  for (let index = firstFrom(entries, after + 1); index < entries.length; index++) {
    const entry = entries[index];
    if (entry !== undefined && isFromOthers(entry, me)) return entry.seq;
  }
  return null;
}

function isFromOthers(entry: Entry, me: string): boolean {
  return entry.kind === 'message' && entry.by !== me && entry.deleted === null;
}
