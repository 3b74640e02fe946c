import { sendStateOf, type OutboxEntry, type OutgoingFile } from './outbox';
import { dayKey } from './time';
import { messageKey, type Line, type Message, type Timeline } from './timeline';

/** One's own message on its way, shown after everything that has a number. */
export interface Outgoing {
  kind: 'outgoing';
  key: string;
  at: string;
  by: string;
  text: string;
  files: readonly OutgoingFile[];
  clientId: string;
  state: 'sending' | 'sent' | 'failed';
  failure: string | null;
}

/** What stands above the oldest entry held: more is to be loaded, or the chat begins here. */
export interface Top {
  kind: 'top';
  key: 'top';
  hasMore: boolean;
}

/** What the list of messages shows, from the top down. */
export type Item = Top | Message | Line | Outgoing;

export function itemsOf(timeline: Timeline, outbox: readonly OutboxEntry[], me: string): Item[] {
  const items: Item[] = [{ kind: 'top', key: 'top', hasMore: timeline.hasMore }, ...timeline.entries];
  for (const entry of outbox) {
    items.push({
      kind: 'outgoing',
      key: messageKey(me, entry.clientId),
      at: entry.queuedAt,
      by: me,
      text: entry.text,
      files: entry.files ?? [],
      clientId: entry.clientId,
      state: sendStateOf(entry),
      failure: entry.failure,
    });
  }
  return items;
}

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

export function placementOf(items: readonly Item[], index: number, unreadFrom: number | null): Placement {
  const item = items[index];
  const previous = items[index - 1];
  const next = items[index + 1];
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
