import type { Entry } from './entry';

/** A file of a message that is not sent yet. Its content is stored apart, under the same id. */
export interface OutgoingFile {
  /** Known to the server as the upload's client id. */
  id: string;
  name: string;
  size: number;
  /** What the browser says it is; the server looks for itself. */
  type: string;
  width: number | null;
  height: number | null;
  /** Milliseconds. */
  duration: number | null;
  voice: boolean;
  waveform: string | null;
  uploadId: string | null;
  /** Every byte is with the server. */
  done: boolean;
  /** Why the server will not take it; null while it may. */
  failure: string | null;
}

/**
 * A message of one's own that has no number yet. The same `clientId` goes with every try, so that the server knows a
 * second try from a second message.
 */
export interface OutboxEntry {
  chatId: string;
  clientId: string;
  text: string;
  /** Missing in those that an older version of the app has stored. */
  files?: readonly OutgoingFile[];
  queuedAt: string;
  /** Messages go out in ascending order. */
  order: number;
  /** Why the server will not take it; null while it waits. */
  failure: string | null;
  /** Sending it once more would not help: what was refused is what it is. */
  final?: boolean;
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

/**
 * The one message that may be in flight: the first that waits. Failed ones do not hold up those behind them. One with
 * files waits for their upload, and those with files behind it wait with it; text goes past them.
 */
export function nextToSend(outbox: Outbox): OutboxEntry | null {
  let uploading = false;
  for (const entry of outbox) {
    if (sendStateOf(entry) !== 'sending') continue;
    if (!entry.files || (!uploading && !hasToUpload(entry))) return entry;
    uploading = true;
  }
  return null;
}

/** Whether bytes of this message are still to go to the server. */
export function hasToUpload(entry: OutboxEntry): boolean {
  return entry.failure === null && entry.sentAs === null && !(entry.files ?? []).every((file) => file.done);
}

/** The same outbox with something else known of one file. */
export function changeFile(outbox: Outbox, clientId: string, fileId: string, fields: Partial<OutgoingFile>): Outbox {
  return outbox.map((entry) =>
    entry.clientId === clientId && entry.files
      ? { ...entry, files: entry.files.map((file) => (file.id === fileId ? { ...file, ...fields } : file)) }
      : entry,
  );
}

export function acknowledge(outbox: Outbox, clientId: string, seq: number): Outbox {
  return change(outbox, clientId, { sentAs: seq, failure: null });
}

export function fail(outbox: Outbox, clientId: string, sentence: string, final = false): Outbox {
  return change(outbox, clientId, { failure: sentence, final });
}

/** Once more, behind what waits already. */
export function retry(outbox: Outbox, clientId: string, order: number): Outbox {
  const again = change(outbox, clientId, { failure: null, final: false, order });
  return inOrder(
    again.map((entry) =>
      entry.clientId === clientId && entry.files
        ? { ...entry, files: entry.files.map((file) => ({ ...file, failure: null })) }
        : entry,
    ),
  );
}

export function discard(outbox: Outbox, clientId: string): Outbox {
  return outbox.filter((entry) => entry.clientId !== clientId);
}

/** Acknowledged entries up to `high` are in the timeline, even if it was started again without saying so. */
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
 * What is stored is the truth, other tabs write there too; except for entries of which what is stored is older than what is here (not
 * stored yet, not storable, or changed since), and for acknowledged ones, which are no longer stored.
 */
export function reload(outbox: Outbox, stored: Outbox, newerHere: ReadonlySet<string>): Outbox {
  const mine = outbox.filter((entry) => entry.sentAs !== null || newerHere.has(entry.clientId));
  const ids = new Set(mine.map((entry) => entry.clientId));
  return inOrder([...mine, ...stored.filter((entry) => !ids.has(entry.clientId))]);
}

function change(outbox: Outbox, clientId: string, fields: Partial<OutboxEntry>): Outbox {
  return outbox.map((entry) => (entry.clientId === clientId ? { ...entry, ...fields } : entry));
}

function inOrder(entries: Outbox): Outbox {
  return [...entries].sort((a, b) => a.order - b.order || (a.clientId < b.clientId ? -1 : 1));
}
