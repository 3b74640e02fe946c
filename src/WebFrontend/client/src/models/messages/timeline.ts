import { append, firstSeq } from './comings';
import type { Entry, Message } from './entry';
import { lineOf } from './lines';
import type { Attachment, ChatEvent } from '../protocol';

/**
 * The part of a chat that this client holds: everything from `low` to `high`, without a gap. What arrives ahead of a
 * gap waits until the numbers before it are there. Values are never changed, only replaced.
 */
export interface Timeline {
  readonly entries: readonly Entry[];
  /** The lowest number held; `high + 1` when nothing is. */
  readonly low: number;
  readonly high: number;
  /** Whether the chat has entries before `low`. */
  readonly hasMore: boolean;
  readonly ahead: ReadonlyMap<number, ChatEvent>;
  /** The newest edit or deletion seen of each message, by the message's number: its page may be fetched later. */
  readonly amendments: ReadonlyMap<number, ChatEvent>;
}

/** Entries that wait for a gap to close; beyond it a sync brings them anyway. */
const mostAhead = 2000;

export const emptyTimeline: Timeline = {
  entries: [],
  low: 1,
  high: 0,
  hasMore: false,
  ahead: new Map(),
  amendments: new Map(),
};

/** Starts again from the newest page, as the server answered it. Newer entries that already arrived are kept. */
export function restart(timeline: Timeline, events: readonly ChatEvent[], hasMore: boolean, lastSeq: number): Timeline {
  const amendments = new Map<number, ChatEvent>();
  for (const event of events) note(amendments, event);
  const first = events[0];
  const fresh: Timeline = {
    entries: joined(
      [],
      events.flatMap((event) => entriesOf(event, amendments)),
    ),
    low: first?.seq ?? lastSeq + 1,
    high: events[events.length - 1]?.seq ?? lastSeq,
    hasMore,
    ahead: new Map(),
    amendments,
  };
  return receive(fresh, [...timeline.ahead.values()]);
}

/** Takes in entries in whatever order they arrive: known ones are dropped, the next are applied, later ones wait. */
export function receive(timeline: Timeline, events: readonly ChatEvent[]): Timeline {
  const ahead = new Map(timeline.ahead);
  for (const event of events) {
    if (event.seq > timeline.high && (ahead.has(event.seq) || ahead.size < mostAhead)) ahead.set(event.seq, event);
  }
  let high = timeline.high;
  const entries = [...timeline.entries];
  const amendments = new Map(timeline.amendments);
  for (let next = ahead.get(high + 1); next !== undefined; next = ahead.get(high + 1)) {
    ahead.delete(next.seq);
    high = next.seq;
    note(amendments, next);
    amendHeld(entries, next);
    joined(entries, entriesOf(next, amendments));
  }
  for (const seq of ahead.keys()) if (seq <= high) ahead.delete(seq);
  return { ...timeline, entries, high, ahead, amendments };
}

/** True while entries wait for numbers before them: the client must sync. */
export function hasGap(timeline: Timeline): boolean {
  return timeline.ahead.size > 0;
}

/** Adds an older page, ascending, that ends just before `low`; anything else (an answer that came late) is dropped. */
export function prepend(timeline: Timeline, events: readonly ChatEvent[], hasMore: boolean): Timeline {
  const older = events.filter((event) => event.seq < timeline.low);
  const first = older[0];
  const last = older[older.length - 1];
  if (first === undefined || last === undefined) {
    return events.length === 0 ? { ...timeline, hasMore } : timeline;
  }
  if (last.seq !== timeline.low - 1) return timeline;
  const amendments = new Map(timeline.amendments);
  for (const event of older) note(amendments, event);
  const entries = joined(
    [],
    older.flatMap((event) => entriesOf(event, amendments)),
  );
  // Only what stands at the seam can become one.
  joined(entries, timeline.entries.slice(0, 1));
  return { ...timeline, entries: entries.concat(timeline.entries.slice(1)), low: first.seq, hasMore, amendments };
}

/** The newest `count` entries, to be kept for the next start. */
export function tail(timeline: Timeline, count: number): Timeline {
  if (timeline.entries.length <= count) return { ...timeline, ahead: new Map(), amendments: new Map() };
  const entries = timeline.entries.slice(-count);
  return {
    ...emptyTimeline,
    entries,
    low: entries[0] ? firstSeq(entries[0]) : timeline.low,
    high: timeline.high,
    hasMore: true,
  };
}

/** Remembers an edit or deletion; the newest counts, and a deletion is final. */
function note(amendments: Map<number, ChatEvent>, event: ChatEvent): void {
  if ((event.kind !== 'edited' && event.kind !== 'deleted') || !event.target) return;
  const known = amendments.get(event.target);
  if (known?.kind === 'deleted') return;
  if (event.kind === 'deleted' || known === undefined || known.seq < event.seq) amendments.set(event.target, event);
}

function entriesOf(event: ChatEvent, amendments: ReadonlyMap<number, ChatEvent>): Entry[] {
  if (event.kind === 'message') {
    const message = messageOf(event);
    const amendment = amendments.get(event.seq);
    return [amendment === undefined ? message : amended(message, amendment)];
  }
  const line = lineOf(event);
  return line === null ? [] : [line];
}

/** The same list, longer by these. */
function joined(entries: Entry[], next: readonly Entry[]): Entry[] {
  for (const entry of next) append(entries, entry);
  return entries;
}

function messageOf(event: ChatEvent): Message {
  return {
    kind: 'message',
    seq: event.seq,
    at: event.at,
    by: once(event.by ?? ''),
    text: event.text ?? null,
    attachments: event.attachments?.length ? event.attachments : none,
    clientId: event.client_id ?? null,
    edited: event.edited_at ?? null,
    deleted: event.deleted_at ?? null,
  };
}

/**
 * What an entry is called on the page: for a message the same before and after it has its number, so that its place stays the same
 * element. Made when asked for: few of many thousand entries are ever on the page.
 */
export function keyOf(entry: { seq?: number; by?: string; clientId?: string | null }): string {
  return entry.clientId ? `c${entry.by}:${entry.clientId}` : `s${entry.seq}`;
}

const none: readonly Attachment[] = [];
const names = new Map<string, string>();

/** Every entry that is read brings a copy of its author's id; one is enough for all of a person's messages. */
function once(id: string): string {
  const known = names.get(id);
  if (known !== undefined) return known;
  names.set(id, id);
  return id;
}

/** A row carries its state at the time it was read, which may be newer than an edit seen before: the newer wins. */
function amended(message: Message, event: ChatEvent): Message {
  if (message.deleted !== null) return message;
  if (event.kind === 'deleted') return { ...message, text: null, attachments: [], deleted: event.at };
  if (message.edited !== null && message.edited > event.at) return message;
  return { ...message, text: event.text ?? message.text, edited: event.at };
}

function amendHeld(entries: Entry[], event: ChatEvent): void {
  if ((event.kind !== 'edited' && event.kind !== 'deleted') || !event.target) return;
  const index = indexOf(entries, event.target);
  const entry = entries[index];
  if (entry?.kind === 'message') entries[index] = amended(entry, event);
}

/** Where the entry with this number stands, or -1. */
function indexOf(entries: readonly Entry[], seq: number): number {
  const index = firstFrom(entries, seq);
  return entries[index]?.seq === seq ? index : -1;
}

/** The index of the first entry numbered `seq` or higher, which is the one that tells of it if any does; the length when there is none. */
export function firstFrom(entries: readonly { seq: number }[], seq: number): number {
  let low = 0;
  let high = entries.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((entries[middle]?.seq ?? Infinity) < seq) low = middle + 1;
    else high = middle;
  }
  return low;
}
