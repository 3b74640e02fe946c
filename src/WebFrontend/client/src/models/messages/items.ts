import { firstSeq, mostApart } from './comings';
import { sendStateOf, type OutboxEntry, type OutgoingFile } from './outbox';
import { dayKey } from '../app/time';
import type { Entry, Line, Message } from './entry';
import { firstFrom, keyOf as entryKey, type Timeline } from './timeline';

/** One's own message on its way, shown after everything that has a number. */
export interface Outgoing {
  kind: 'outgoing';
  at: string;
  by: string;
  text: string;
  files: readonly OutgoingFile[];
  clientId: string;
  state: 'sending' | 'sent' | 'failed';
  failure: string | null;
  /** There is no use in trying again. */
  final: boolean;
}

/** What stands above the oldest entry held: more is to be loaded, or the chat begins here. */
export interface Top {
  kind: 'top';
  hasMore: boolean;
}

export type Item = Top | Message | Line | Outgoing;

/** What an item is called on the page. */
export function keyOf(item: Item): string {
  return item.kind === 'top' ? 'top' : entryKey(item);
}

/** What the list of messages shows, from the top down. Nothing is copied for it: a chat may be very long. */
export class Items {
  readonly #top: Top;

  constructor(
    readonly entries: readonly Entry[] = [],
    readonly outgoing: readonly Outgoing[] = [],
    hasMore = false,
  ) {
    this.#top = { kind: 'top', hasMore };
  }

  get length(): number {
    return 1 + this.entries.length + this.outgoing.length;
  }

  at(index: number): Item | undefined {
    if (index === 0) return this.#top;
    return this.entries[index - 1] ?? this.outgoing[index - 1 - this.entries.length];
  }

  slice(first: number, last: number): Item[] {
    const items: Item[] = [];
    for (let index = first; index < last; index++) {
      const item = this.at(index);
      if (item !== undefined) items.push(item);
    }
    return items;
  }

  /** Where an item of this list, or of an earlier one, stands now. What was on its way may have its number by now. */
  indexOf(item: Item): number | undefined {
    if (item.kind === 'top') return 0;
    if (item.kind !== 'outgoing') {
      const index = firstFrom(this.entries, item.seq);
      return tellsOf(this.entries[index], item.seq) ? index + 1 : undefined;
    }
    const key = keyOf(item);
    for (let index = this.length - 1; index > Math.max(0, this.length - recent); index--) {
      const other = this.at(index);
      if (other !== undefined && keyOf(other) === key) return index;
    }
    return undefined;
  }
}

/** What was just on its way is looked for among so many of the newest. */
const recent = 500;

export function itemsOf(timeline: Timeline, outbox: readonly OutboxEntry[], me: string): Items {
  const outgoing = outbox.map((entry): Outgoing => ({
    kind: 'outgoing',
    at: entry.queuedAt,
    by: me,
    text: entry.text,
    files: entry.files ?? [],
    clientId: entry.clientId,
    state: sendStateOf(entry),
    failure: entry.failure,
    final: entry.final ?? false,
  }));
  return new Items(timeline.entries, outgoing, timeline.hasMore);
}

/** How many entries a list has gained at its beginning and at its end; null when it is another one altogether. */
export function growth(before: Items, after: Items): { older: number; newer: number } | null {
  const held = before.entries.length;
  const [first, last] = [before.entries[0], before.entries[held - 1]];
  if (first === undefined || last === undefined) return null;
  const older = firstFrom(after.entries, first.seq);
  const sameAt = (index: number, seq: number) => tellsOf(after.entries[index], seq);
  if (!sameAt(older, first.seq) || !sameAt(older + held - 1, last.seq)) return null;
  return { older, newer: after.entries.length - older - held };
}

/** A line that has grown still tells of what it told. */
const tellsOf = (entry: Entry | undefined, seq: number) =>
  entry !== undefined && firstSeq(entry) <= seq && seq <= entry.seq;

/** How many lines an entry takes that is no message. */
export const linesOf = ({ comings }: Line): number =>
  comings === undefined || comings.length > mostApart ? 1 : comings.length;

/** Messages of one person further apart than this begin a new group. */
export const groupGap = 5 * 60_000;

/** How an item stands among its neighbours. */
export interface Placement {
  /** A day begins here. */
  newDay: boolean;
  /** The line "New messages" stands above. */
  firstUnread: boolean;
  /** First of its group: bears avatar, name and time. */
  head: boolean;
  /** Last of its group: bears the state of one's own messages. */
  tail: boolean;
}

export function placementOf(items: Items, index: number, unreadFrom: number | null): Placement {
  const item = items.at(index);
  const previous = items.at(index - 1);
  const next = items.at(index + 1);
  return {
    newDay: beginsDay(previous, item),
    firstUnread: isFirstUnread(item, unreadFrom),
    head: beginsGroup(previous, item, unreadFrom),
    tail: next === undefined || beginsGroup(item, next, unreadFrom),
  };
}

function beginsDay(previous: Item | undefined, item: Item | undefined): boolean {
  if (item === undefined || item.kind === 'top') return false;
  return previous === undefined || previous.kind === 'top' || dayKey(previous.at) !== dayKey(item.at);
}

function isFirstUnread(item: Item | undefined, unreadFrom: number | null): boolean {
  return unreadFrom !== null && item?.kind === 'message' && item.seq === unreadFrom;
}

function beginsGroup(previous: Item | undefined, item: Item | undefined, unreadFrom: number | null): boolean {
  if (!speaks(previous) || !speaks(item)) return true;
  if (previous.by !== item.by || beginsDay(previous, item) || isFirstUnread(item, unreadFrom)) return true;
  // A device's clock may differ from the server's: one's own message on its way always joins the last group.
  if (item.kind === 'outgoing') return false;
  return new Date(item.at).getTime() - new Date(previous.at).getTime() > groupGap;
}

function speaks(item: Item | undefined): item is Message | Outgoing {
  return item?.kind === 'message' || item?.kind === 'outgoing';
}

/** One row of the document. */
export interface Row {
  key: string;
  item: Item;
  placement: Placement;
  /** Nothing stands below it. */
  last: boolean;
}

/** The rows of a range. Those that look as they did are the same objects as `before`, so that nothing has to be drawn again. */
export function rowsOf(
  items: Items,
  range: { first: number; last: number },
  unreadFrom: number | null,
  before: readonly Row[],
): readonly Row[] {
  const known = new Map(before.map((row) => [row.item, row]));
  const rows = items.slice(range.first, range.last).map((item, place) => {
    const index = range.first + place;
    const placement = placementOf(items, index, unreadFrom);
    const last = index === items.length - 1;
    const old = known.get(item);
    const same = old !== undefined && old.last === last && isSame(old.placement, placement);
    return same ? old : { key: keyOf(item), item, placement, last };
  });
  return rows.length === before.length && rows.every((row, place) => row === before[place]) ? before : rows;
}

function isSame(a: Placement, b: Placement): boolean {
  return a.newDay === b.newDay && a.firstUnread === b.firstUnread && a.head === b.head && a.tail === b.tail;
}
