import { backoffDelay } from '../models/backoff';
import {
  acknowledge,
  changeFile,
  discard,
  enqueue,
  fail,
  nextOrder,
  nextToSend,
  reload,
  retry,
  type Outbox,
  type OutboxEntry,
  type OutgoingFile,
} from '../models/outbox';
import type { HubRefusal, SendAnswer } from '../models/protocol';
import { serverClock } from '../models/serverClock';
import { LinkLost, type Invoke } from './chatLink';
import { newClientId } from './ids';
import { forgetOutgoing, isStored, storedOutbox, storeOutgoing } from './storage';
import { Nap } from './wakeUp';

export interface OutboxPort {
  read(): Outbox;
  write(outbox: Outbox): void;
  isUp(): boolean;
  invoke: Invoke;
  /** The server says that this device is in the chat no more. */
  notInChat(): void;
}

/** The hub refuses a call it cannot understand; a server that is just being replaced may do so for a moment. */
const mostRefusedCalls = 3;

/**
 * Sends what waits, in order, one message at a time, until the server has it: across lost connections, a closed page
 * and other tabs of the same chat. A tab sends only while it holds the chat's lock, where browsers have locks.
 */
export class OutboxSender {
  #pumping = false;
  #refusedCalls = 0;
  #nap = new Nap();
  /** Not in the storage (yet): what is stored does not speak for these. */
  readonly #onlyHere = new Set<string>();
  /** Messages whose files have been sent a second time. */
  readonly #sentAnew = new Set<string>();
  #channel = 'BroadcastChannel' in globalThis ? new BroadcastChannel('connectnow-outbox') : null;

  constructor(
    private readonly chatId: string,
    private readonly port: OutboxPort,
  ) {
    this.#channel?.addEventListener('message', (message) => {
      if (message.data === this.chatId) void this.load();
    });
  }

  /** What earlier pages and other tabs have left to send. */
  async load(): Promise<void> {
    // What waits in this page alone needs nobody's word: a storage that is slow to answer must not hold it up.
    const asked = this.#reload();
    if (this.#knowsMore()) await asked;
    this.kick();
  }

  async #reload(): Promise<void> {
    const stored = await storedOutbox(this.chatId);
    if (stored !== null) this.port.write(reload(this.port.read(), stored, this.#onlyHere));
    this.kick();
  }

  /** Whether others may have dealt with something that waits here, or nothing waits here. */
  #knowsMore(): boolean {
    const waiting = this.port.read().filter((entry) => entry.sentAs === null);
    return waiting.length === 0 || waiting.some((entry) => !this.#onlyHere.has(entry.clientId));
  }

  /** Sends it, and keeps it for later meanwhile: sending never waits for the storage. Settled once it is known whether it is kept. */
  async add(text: string, files?: readonly OutgoingFile[]): Promise<void> {
    const outbox = this.port.read();
    const entry: OutboxEntry = {
      chatId: this.chatId,
      clientId: newClientId(),
      text,
      ...(files && { files }),
      queuedAt: serverClock.now().toISOString(),
      order: nextOrder(outbox, Date.now()),
      failure: null,
      sentAs: null,
    };
    this.#onlyHere.add(entry.clientId);
    this.port.write(enqueue(outbox, entry));
    this.kick();
    await this.#keep(entry);
  }

  async retry(clientId: string): Promise<void> {
    this.port.write(retry(this.port.read(), clientId, nextOrder(this.port.read(), Date.now())));
    this.kick();
    const entry = this.#entry(clientId);
    if (entry !== undefined) await this.#keep(entry);
  }

  async discard(clientId: string): Promise<void> {
    const entry = this.#entry(clientId);
    this.port.write(discard(this.port.read(), clientId));
    if (entry !== undefined) await this.#forget(entry);
  }

  /** Notes how far a file is. False when its message is waiting no more, here or in another tab. */
  async changeFile(clientId: string, fileId: string, fields: Partial<OutgoingFile>): Promise<boolean> {
    const known = this.#entry(clientId);
    if (known && !this.#onlyHere.has(clientId) && !(await isStored(this.chatId, clientId))) {
      await this.#dropUnstored(known);
    }
    this.port.write(changeFile(this.port.read(), clientId, fileId, fields));
    const entry = this.#entry(clientId);
    if (entry === undefined) return false;
    void this.#keep(entry);
    this.kick();
    return true;
  }

  /** Takes files out of a message that waits; without any left, and without words, it is discarded. */
  async keepFiles(clientId: string, files: readonly OutgoingFile[]): Promise<void> {
    const entry = this.#entry(clientId);
    if (!entry) return;
    if (files.length === 0 && entry.text === '') return this.discard(clientId);
    this.port.write(enqueue(this.port.read(), { ...entry, files, failure: null, final: false }));
    this.kick();
    const kept = this.#entry(clientId);
    if (kept) await this.#keep(kept);
  }

  /** There may be something to send now. */
  kick(): void {
    if (this.#pumping || !this.port.isUp() || nextToSend(this.port.read()) === null) return;
    void this.#run();
  }

  close(): void {
    this.#channel?.close();
    this.#channel = null;
    this.#nap.interrupt();
  }

  async #run(): Promise<void> {
    let done: boolean;
    this.#pumping = true;
    try {
      done = await this.#pumpAlone();
    } finally {
      this.#pumping = false;
    }
    // Something may have come in just after the last look. After a loss, the next connection begins again.
    if (done) this.kick();
  }

  #pumpAlone(): Promise<boolean> {
    // Typed as always there, but browsers offer locks only on https and localhost.
    const locks = navigator.locks as LockManager | null | undefined;
    if (!locks) return this.#pump();
    return locks.request(`connectnow-outbox-${this.chatId}`, () => this.#pump());
  }

  /** True when nothing is left to send now. */
  async #pump(): Promise<boolean> {
    for (let entry = this.#next(); entry !== null; entry = this.#next()) {
      if (!this.#onlyHere.has(entry.clientId) && !(await isStored(this.chatId, entry.clientId))) {
        await this.#dropUnstored(entry);
        continue;
      }
      if (!(await this.#send(entry))) return false;
    }
    return this.port.isUp();
  }

  #next(): OutboxEntry | null {
    return this.port.isUp() ? nextToSend(this.port.read()) : null;
  }

  /** Another tab has dealt with it. If it was sent, the message itself arrives; nothing is to be done here. */
  async #dropUnstored(entry: OutboxEntry): Promise<void> {
    this.port.write(discard(this.port.read(), entry.clientId));
    const stored = await storedOutbox(this.chatId);
    if (stored !== null) this.port.write(reload(this.port.read(), stored, this.#onlyHere));
  }

  /** False when sending has to stop for now. */
  async #send(entry: OutboxEntry): Promise<boolean> {
    let answer: SendAnswer;
    try {
      answer = await this.port.invoke<SendAnswer>('Send', {
        client_id: entry.clientId,
        text: entry.text,
        ...(entry.files && { attachments: entry.files.map((file) => file.uploadId) }),
      });
    } catch (error) {
      return this.#onError(entry, error);
    }
    this.#refusedCalls = 0;
    if (answer.refusal) return this.#onRefusal(entry, answer.refusal);
    if (answer.seq !== null) this.port.write(acknowledge(this.port.read(), entry.clientId, answer.seq));
    void this.#forget(entry);
    return true;
  }

  async #forget({ clientId, files }: OutboxEntry): Promise<void> {
    await forgetOutgoing(this.chatId, clientId, files);
    this.#tellOtherTabs();
  }

  async #onError(entry: OutboxEntry, error: unknown): Promise<boolean> {
    if (error instanceof LinkLost) return false;
    this.#refusedCalls += 1;
    if (this.#refusedCalls < mostRefusedCalls) {
      await this.#nap.for(backoffDelay(this.#refusedCalls + 2));
      return true;
    }
    this.#refusedCalls = 0;
    console.error('The server could not take a message.', error);
    await this.giveUp(entry.clientId, 'The server could not take this message.');
    return true;
  }

  async #onRefusal(entry: OutboxEntry, refusal: HubRefusal): Promise<boolean> {
    switch (refusal.reason) {
      case 'unavailable':
      case 'too_fast':
        await this.#nap.for(refusal.retry_after ? refusal.retry_after * 1000 : backoffDelay(3));
        return true;
      case 'not_in_chat':
        this.port.notInChat();
        return false;
      default:
        if (refusal.reason === 'not_found' && this.#beginsAnew(entry)) return true;
        await this.giveUp(entry.clientId, refusal.message, refusal.reason === 'file_too_large');
        return true;
    }
  }

  /** It waited so long that the server has removed what was uploaded for it: the files go once more. */
  #beginsAnew({ clientId, files }: OutboxEntry): boolean {
    if (!files || this.#sentAnew.has(clientId)) return false;
    this.#sentAnew.add(clientId);
    const again = files.map((file) => ({ ...file, done: false }));
    void this.keepFiles(clientId, again);
    return true;
  }

  /** It stays, marked as failed, until a person decides. */
  async giveUp(clientId: string, sentence: string, final = false): Promise<void> {
    this.port.write(fail(this.port.read(), clientId, sentence, final));
    const failed = this.#entry(clientId);
    if (failed !== undefined) void this.#keep(failed);
  }

  /** Settled once it is known whether it is kept now; a storage that fails takes it later. */
  async #keep(entry: OutboxEntry): Promise<void> {
    await storeOutgoing(entry, () => this.#onKept(entry));
  }

  #onKept(entry: OutboxEntry): void {
    // Sent meanwhile? Then it must not be found there by the next page.
    if (this.#entry(entry.clientId)?.sentAs === null) this.#onlyHere.delete(entry.clientId);
    else void forgetOutgoing(this.chatId, entry.clientId, entry.files);
    this.#tellOtherTabs();
  }

  #entry(clientId: string): OutboxEntry | undefined {
    return this.port.read().find((entry) => entry.clientId === clientId);
  }

  #tellOtherTabs(): void {
    this.#channel?.postMessage(this.chatId);
  }
}
