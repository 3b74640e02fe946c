import {
  acknowledge,
  changeFile,
  discard,
  enqueue,
  fail,
  nextOrder,
  reload,
  retry,
  type Outbox,
  type OutboxEntry,
  type OutgoingFile,
} from '../../models/messages/outbox';
import { serverClock } from '../../models/app/serverClock';
import { newClientId } from '../ids';
import { forgetOutgoing, isStored, storedOutbox, storeOutgoing } from '../storage/storage';

export interface OutboxListener {
  /** Without the messages that have come back with their number. */
  settled(entries: Outbox): Outbox;
  /** There may be something to show, to send, or to upload. */
  changed(entries: Outbox): void;
}

/**
 * The messages of one chat that wait to be sent: as this page shows them, as the storage keeps them for the next page, and as other tabs of the chat change
 * them. All changes go through here; who sends and who uploads read it and report to it.
 */
export class ChatOutbox {
  #entries: Outbox = [];
  /** Not in the storage (yet): what is stored does not speak for these. */
  readonly #onlyHere = new Set<string>();
  /** What is being stored, by its client id: what is read meanwhile is older, and does not speak for these either. */
  readonly #storing = new Map<string, OutboxEntry>();
  /** Discarded here: what was read before they were removed from the storage does not bring them back. */
  readonly #discarded = new Set<string>();
  /** Counts the persons who were here: what was read for one is not the next one's. */
  #owner = 0;
  #channel = 'BroadcastChannel' in globalThis ? new BroadcastChannel('connectnow-outbox') : null;

  constructor(
    readonly chatId: string,
    private readonly listener: OutboxListener,
  ) {
    this.#channel?.addEventListener('message', (message) => {
      if (message.data === chatId) void this.load();
    });
  }

  get entries(): Outbox {
    return this.#entries;
  }

  find(clientId: string): OutboxEntry | undefined {
    return this.#entries.find((entry) => entry.clientId === clientId);
  }

  /** What earlier pages and other tabs have left to send. */
  async load(): Promise<void> {
    // What waits in this page alone does not depend on the storage: one that is slow to answer must not hold it up.
    const asked = this.#reload();
    if (this.#knowsMore()) await asked;
    this.#write(this.#entries);
  }

  /** The timeline has changed: what came with its number waits no longer. */
  settle(): void {
    this.#write(this.#entries);
  }

  /** Another person is here now: what waited in this page was not theirs. */
  clear(): void {
    this.#owner += 1;
    this.#write([]);
  }

  /** Adds it, and keeps it for later: sending never waits for the storage. Settled once it is known whether it is kept. */
  async add(text: string, files?: readonly OutgoingFile[]): Promise<void> {
    const entry: OutboxEntry = {
      chatId: this.chatId,
      clientId: newClientId(),
      text,
      ...(files && { files }),
      queuedAt: serverClock.now().toISOString(),
      order: nextOrder(this.#entries, Date.now()),
      failure: null,
      sentAs: null,
    };
    this.#onlyHere.add(entry.clientId);
    this.#write(enqueue(this.#entries, entry));
    await this.#keep(entry);
  }

  async retry(clientId: string): Promise<void> {
    this.#write(retry(this.#entries, clientId, nextOrder(this.#entries, Date.now())));
    const entry = this.find(clientId);
    if (entry !== undefined) await this.#keep(entry);
  }

  async discard(clientId: string): Promise<void> {
    const entry = this.find(clientId);
    this.#discarded.add(clientId);
    this.#write(discard(this.#entries, clientId));
    if (entry !== undefined) await this.#forget(entry);
  }

  /** The server has it: shown as sent until it comes back with its number, and kept no longer. */
  acknowledge(entry: OutboxEntry, seq: number | null): void {
    if (seq !== null) this.#write(acknowledge(this.#entries, entry.clientId, seq));
    void this.#forget(entry);
  }

  /** It stays, marked as failed, until a person decides. `final`: no other try would end otherwise. */
  fail(clientId: string, sentence: string, final = false): void {
    this.#write(fail(this.#entries, clientId, sentence, final));
    const failed = this.find(clientId);
    if (failed !== undefined) void this.#keep(failed);
  }

  /** Notes how far a file is. False when its message no longer waits, here or in another tab. */
  async changeFile(clientId: string, fileId: string, fields: Partial<OutgoingFile>): Promise<boolean> {
    const known = this.find(clientId);
    if (known) await this.stillWaits(known);
    this.#write(changeFile(this.#entries, clientId, fileId, fields));
    const entry = this.find(clientId);
    if (entry === undefined) return false;
    void this.#keep(entry);
    return true;
  }

  /** Takes files out of a message that waits; without any left, and without words, it is discarded. */
  async keepFiles(clientId: string, files: readonly OutgoingFile[]): Promise<void> {
    const entry = this.find(clientId);
    if (!entry) return;
    if (files.length === 0 && entry.text === '') return this.discard(clientId);
    this.#write(enqueue(this.#entries, { ...entry, files, failure: null, final: false }));
    const kept = this.find(clientId);
    if (kept) await this.#keep(kept);
  }

  /** False when another tab has dealt with it. If it was sent, the message itself arrives; nothing is to be done here. */
  async stillWaits({ clientId }: OutboxEntry): Promise<boolean> {
    if (this.#onlyHere.has(clientId) || (await isStored(this.chatId, clientId))) return true;
    this.#write(discard(this.#entries, clientId));
    await this.#reload();
    return false;
  }

  close(): void {
    this.#channel?.close();
    this.#channel = null;
  }

  #write(entries: Outbox): void {
    this.#entries = this.listener.settled(entries);
    this.listener.changed(this.#entries);
  }

  async #reload(): Promise<void> {
    const owner = this.#owner;
    const stored = await storedOutbox(this.chatId);
    if (stored === null || owner !== this.#owner) return;
    const newer = new Set([...this.#onlyHere, ...this.#storing.keys()]);
    const kept = stored.filter(({ clientId }) => !this.#discarded.has(clientId));
    this.#write(reload(this.#entries, kept, newer));
  }

  /** Whether others may have dealt with something that waits here, or nothing waits here. */
  #knowsMore(): boolean {
    const waiting = this.#entries.filter((entry) => entry.sentAs === null);
    return waiting.length === 0 || waiting.some((entry) => !this.#onlyHere.has(entry.clientId));
  }

  /** Settled once it is known whether it is kept now; a storage that fails takes it later. */
  async #keep(entry: OutboxEntry): Promise<void> {
    this.#storing.set(entry.clientId, entry);
    await storeOutgoing(entry, () => this.#onKept(entry));
  }

  #onKept(entry: OutboxEntry): void {
    // A later change of it may still be on its way to the storage.
    if (this.#storing.get(entry.clientId) === entry) this.#storing.delete(entry.clientId);
    // Sent meanwhile? Then it must not be found there by the next page.
    if (this.find(entry.clientId)?.sentAs === null) this.#onlyHere.delete(entry.clientId);
    else void forgetOutgoing(this.chatId, entry.clientId, entry.files);
    this.#tellOtherTabs();
  }

  async #forget({ clientId, files }: OutboxEntry): Promise<void> {
    this.#storing.delete(clientId);
    await forgetOutgoing(this.chatId, clientId, files);
    this.#tellOtherTabs();
  }

  #tellOtherTabs(): void {
    this.#channel?.postMessage(this.chatId);
  }
}
