import { t } from '../../language/texts';
import { backoffDelay } from '../../models/app/backoff';
import { nextToSend, type OutboxEntry } from '../../models/messages/outbox';
import type { HubRefusal, SendAnswer } from '../../models/protocol';
import { ConnectionLost, type Invoke } from '../chat/chatConnection';
import { inOneTab } from '../chat/inOneTab';
import { Delay } from '../chat/wakeUp';
import type { ChatOutbox } from './chatOutbox';

export interface SenderPort {
  isUp(): boolean;
  invoke: Invoke;
  /** The server says that this device is no longer in the chat. */
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
  #delay = new Delay();
  /** Messages whose files have been sent a second time. */
  readonly #sentAnew = new Set<string>();

  constructor(
    private readonly outbox: ChatOutbox,
    private readonly port: SenderPort,
  ) {}

  /** There may be something to send now. */
  kick(): void {
    if (this.#pumping || this.#next() === null) return;
    void this.#run();
  }

  close(): void {
    this.#delay.interrupt();
  }

  async #run(): Promise<void> {
    let done: boolean;
    this.#pumping = true;
    try {
      done = await inOneTab(`connectnow-outbox-${this.outbox.chatId}`, () => this.#pump());
    } finally {
      this.#pumping = false;
    }
    // Something may have come in just after the last look. After a loss, the next connection begins again.
    if (done) this.kick();
  }

  /** True when nothing is left to send now. */
  async #pump(): Promise<boolean> {
    for (let entry = this.#next(); entry !== null; entry = this.#next()) {
      if ((await this.outbox.stillWaits(entry)) && !(await this.#send(entry))) return false;
    }
    return this.port.isUp();
  }

  #next(): OutboxEntry | null {
    return this.port.isUp() ? nextToSend(this.outbox.entries) : null;
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
    this.outbox.acknowledge(entry, answer.seq);
    return true;
  }

  async #onError(entry: OutboxEntry, error: unknown): Promise<boolean> {
    if (error instanceof ConnectionLost) return false;
    this.#refusedCalls += 1;
    if (this.#refusedCalls < mostRefusedCalls) {
      await this.#delay.for(backoffDelay(this.#refusedCalls + 2));
      return true;
    }
    this.#refusedCalls = 0;
    console.error('The server could not take a message.', error);
    this.outbox.fail(entry.clientId, t('chat.notTaken'));
    return true;
  }

  async #onRefusal(entry: OutboxEntry, refusal: HubRefusal): Promise<boolean> {
    switch (refusal.reason) {
      case 'unavailable':
      case 'too_fast':
        await this.#delay.for(refusal.retry_after ? refusal.retry_after * 1000 : backoffDelay(3));
        return true;
      case 'not_in_chat':
        this.port.notInChat();
        return false;
      default:
        if (refusal.reason === 'not_found' && this.#beginsAnew(entry)) return true;
        this.outbox.fail(entry.clientId, refusal.message, refusal.reason === 'file_too_large');
        return true;
    }
  }

  /** It waited so long that the server has removed what was uploaded for it: the files go once more. */
  #beginsAnew({ clientId, files }: OutboxEntry): boolean {
    if (!files || this.#sentAnew.has(clientId)) return false;
    this.#sentAnew.add(clientId);
    const again = files.map((file) => ({ ...file, done: false }));
    void this.outbox.keepFiles(clientId, again);
    return true;
  }
}
