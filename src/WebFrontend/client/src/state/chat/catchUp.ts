import type { Snapshot } from '../../models/protocol';
import { serverClock } from '../../models/app/serverClock';
import { ConnectionLost, type Invoke } from '../../net/chat/chatConnection';

export interface CatchUpPort {
  /** The number up to which the page has everything; 0 while it has nothing. */
  high(): number;
  /** Who this device is in the chat; empty while that is not known. */
  me(): string;
  invoke: Invoke;
  take(snapshot: Snapshot): void;
  /** Another person is in the chat on this device now. */
  startAnew(): Promise<void>;
  /** The server says that this device is not in the chat. */
  notInChat(): void;
}

/** Asks for what the page lacks of a chat: with each new connection, and where numbers are missing. */
export class CatchUp {
  #syncing: Promise<void> | null = null;

  constructor(private readonly port: CatchUpPort) {}

  /** Opens the chat on a new connection. */
  async open(invoke: Invoke): Promise<void> {
    const { port } = this;
    const snapshot = await invoke<Snapshot>('Open', port.high() > 0 ? port.high() : null);
    const sameAsBefore = snapshot.refusal !== null || port.me() === '' || port.me() === snapshot.me;
    if (!sameAsBefore) await port.startAnew();
    this.#take(sameAsBefore ? snapshot : await invoke<Snapshot>('Open', null));
  }

  /** One at a time: a burst of numbers ahead of a gap is one question. */
  sync(): Promise<void> {
    this.#syncing ??= this.port
      .invoke<Snapshot>('Sync', this.port.high())
      .then((snapshot) => this.#take(snapshot))
      .finally(() => (this.#syncing = null));
    return this.#syncing;
  }

  async fillGap(): Promise<void> {
    try {
      await this.sync();
    } catch (error) {
      // Reconnecting opens the chat after the last number held, which fills the gap too.
      if (!(error instanceof ConnectionLost)) throw error;
    }
  }

  #take(snapshot: Snapshot): void {
    serverClock.learn(snapshot.now);
    if (snapshot.refusal) {
      if (snapshot.refusal.reason === 'not_in_chat') this.port.notInChat();
      throw new ConnectionLost(snapshot.refusal.reason);
    }
    this.port.take(snapshot);
  }
}
