import type { Entry } from './timeline';

/**
 * A message of one's own that has no number yet. The same `clientId` goes with every try, so that the server knows a
 * second try from a second message.
 */
export interface OutboxEntry {
  chatId: string;
  clientId: string;
  text: string;
  queuedAt: string;
  /** Messages go out in ascending order. */
  order: number;
  /** Why the server will not take it; null while it waits. */
  failure: string | null;
  /** Its number, once acknowledged and until the entry itself arrives. */
  sentAs: number | null;
}

export type Outbox = readonly OutboxEntry[];

export function sendStateOf(entry: OutboxEntry): 'sending' | 'sent' | 'failed' {
  if (entry.failure !== null) return 'failed';
  return entry.sentAs === null ? 'sending' : 'sent';
}

/** A number above all others, which also orders messages of several tabs by time. */
export function nextOrder(outbox: Outbox, now: number): number {
  return outbox.reduce((order, entry) => Math.max(order, entry.order + 1), now);
}

export function enqueue(outbox: Outbox, entry: OutboxEntry): Outbox {
  return inOrder([...outbox.filter((other) => other.clientId !== entry.clientId), entry]);
}

/** The one message that may be in flight: the first that waits. Failed ones do not hold up those behind them. */
export function nextToSend(outbox: Outbox): OutboxEntry | null {
  return outbox.find((entry) => sendStateOf(entry) === 'sending') ?? null;
}

export function acknowledge(outbox: Outbox, clientId: string, seq: number): Outbox {
  return change(outbox, clientId, { sentAs: seq, failure: null });
}

export function fail(outbox: Outbox, clientId: string, sentence: string): Outbox {
  return change(outbox, clientId, { failure: sentence });
}

/** Once more, behind what waits already. */
export function retry(outbox: Outbox, clientId: string, order: number): Outbox {
  return inOrder(change(outbox, clientId, { failure: null, order }));
}

export function discard(outbox: Outbox, clientId: string): Outbox {
  return outbox.filter((entry) => entry.clientId !== clientId);
}

/** Acknowledged entries up to `high` are in the timeline, even if it was started anew without saying so. */
export function settleUpTo(outbox: Outbox, high: number): Outbox {
  const left = outbox.filter((entry) => entry.sentAs === null || entry.sentAs > high);
  return left.length === outbox.length ? outbox : left;
}

/** Own messages are looked for among so many of the newest entries: nothing waits longer without a fresh page. */
const recent = 2000;

/**
 * Messages of one's own that are held with their number already: another tab sent them, or an earlier page that did not
 * live to note it. Nothing must ever be shown both as sent and as on its way.
 */
export function settleHeld(outbox: Outbox, entries: readonly Entry[], me: string): Outbox {
  if (outbox.length === 0) return outbox;
  const held = new Set<string | null>();
  for (const entry of entries.slice(-recent)) {
    if (entry.kind === 'message' && entry.by === me) held.add(entry.clientId);
  }
  const left = outbox.filter((entry) => !held.has(entry.clientId));
  return left.length === outbox.length ? outbox : left;
}

/**
 * What is stored is the truth, other tabs write there too; except for entries that are only here (not stored yet, or
 * not storable), and for acknowledged ones, which are no longer stored.
 */
export function reload(outbox: Outbox, stored: Outbox, onlyHere: ReadonlySet<string>): Outbox {
  const mine = outbox.filter((entry) => entry.sentAs !== null || onlyHere.has(entry.clientId));
  const ids = new Set(mine.map((entry) => entry.clientId));
  return inOrder([...mine, ...stored.filter((entry) => !ids.has(entry.clientId))]);
}

function change(outbox: Outbox, clientId: string, fields: Partial<OutboxEntry>): Outbox {
  return outbox.map((entry) => (entry.clientId === clientId ? { ...entry, ...fields } : entry));
}

function inOrder(entries: Outbox): Outbox {
  return [...entries].sort((a, b) => a.order - b.order || (a.clientId < b.clientId ? -1 : 1));
}
