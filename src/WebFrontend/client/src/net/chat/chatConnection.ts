import { backoffDelay } from '../../models/app/backoff';
import type { ChatEvent, GoneReason, Participant, PresenceChange, ReadMark } from '../../models/protocol';
import { connectionTo } from '../hub/connecting';
import type { Hub, Transport } from '../hub/hub';
import { inTime } from './inTime';
import { goneBy, joinProgress } from '../joining/joinCalls';
import { Delay, onWakeUp } from './wakeUp';

export type ConnectionState = 'up' | 'connecting' | 'offline';

export interface ConnectionListener {
  /** The hub is there: open the chat on it. It counts as up once this has succeeded. */
  open(invoke: Invoke): Promise<void>;
  /** Asks for what was missed; also the proof that the hub lives. */
  sync(): Promise<void>;
  state(state: ConnectionState): void;
  events(events: ChatEvent[], people: Participant[]): void;
  presence(changes: PresenceChange[]): void;
  reads(reads: ReadMark[]): void;
  /** This device is no longer in the chat; the connection has ended. */
  gone(reason: GoneReason): void;
}

export type Invoke = <T>(method: string, ...args: unknown[]) => Promise<T>;

/** A call that got no answer because the hub was lost: it may or may not have been carried out. */
export class ConnectionLost extends Error {}

/** After so many failures with the server reachable, something in between blocks WebSockets. */
const failuresBeforeFallback = 2;
/** In turn from then on: a server that is stopping refuses WebSockets too, and the fallbacks need the same server twice. */
const turns: readonly Transport[] = ['events', 'polling', 'websocket'];
/** What never began is not waited for when it is stopped. */
const stopPatience = 1000;
const patience = 10_000;
/** A proxy may hold back what the server says, its headers too: what has not begun by then is held back. */
const patienceWithEvents = 6000;
const livenessPatience = 4000;

/** The hub of one chat, for as long as the chat is shown: it comes back by itself, whatever happens. */
export class ChatConnection {
  #hub: Hub | null = null;
  #up = false;
  #ended = false;
  #transport: Transport = 'websocket';
  /** What got through the last time, where WebSockets did not. */
  #gotThrough: Transport = 'websocket';
  #failures = 0;
  #delay = new Delay();
  #checking = false;
  #forgetWakeUp: () => void = () => undefined;

  constructor(
    private readonly chatId: string,
    private readonly listener: ConnectionListener,
  ) {}

  get isUp(): boolean {
    return this.#up;
  }

  start(): void {
    const offline = () => void this.#checkLiveness();
    const forget = onWakeUp(() => (this.#up ? void this.#checkLiveness() : this.#delay.interrupt()));
    addEventListener('offline', offline);
    this.#forgetWakeUp = () => {
      forget();
      removeEventListener('offline', offline);
    };
    void this.#keepConnected();
  }

  /** For good. */
  end(): void {
    this.#ended = true;
    this.#up = false;
    this.#forgetWakeUp();
    this.#delay.interrupt();
    void this.#hub?.stop();
  }

  /** Calls the hub. Throws `ConnectionLost` when no answer came, and the hub's own error when it refused the call itself. */
  invoke: Invoke = async <T>(method: string, ...args: unknown[]): Promise<T> => {
    const hub = this.#hub;
    if (hub === null || !this.#up) throw new ConnectionLost(method);
    return this.#invokeOn<T>(hub, method, args);
  };

  async #invokeOn<T>(hub: Hub, method: string, args: unknown[]): Promise<T> {
    const calling = hub.invoke<T>(method, ...args);
    try {
      // A half-open socket may swallow a call for minutes.
      return await inTime(calling, patience);
    } catch (error) {
      // An error while the hub is connected is the hub's answer; any other means that the connection is lost.
      const answered = await settled(calling);
      if (answered && hub === this.#hub && hub.state === 'Connected') throw error;
      void hub.stop();
      throw new ConnectionLost(method, { cause: error });
    }
  }

  async #keepConnected(): Promise<void> {
    while (!this.#ended) {
      this.listener.state(navigator.onLine ? 'connecting' : 'offline');
      await this.#connectOnce();
      this.#up = false;
      this.#hub = null;
      if (this.#ended) return;
      this.listener.state(navigator.onLine ? 'connecting' : 'offline');
      if (!(await this.#mayComeBack())) return;
      await this.#delay.for(backoffDelay(this.#failures++));
    }
  }

  /** Connects and stays until the hub is lost. */
  async #connectOnce(): Promise<void> {
    // While the browser says that it is offline, only the server's own answer counts: it may be on this very machine.
    if (!navigator.onLine && !(await this.#reachable())) return;
    const hub = await this.#newConnection();
    if (hub === null || this.#ended) return;
    const closed = new Promise<void>((resolve) => hub.onclose(() => resolve()));
    this.#hub = hub;
    this.#listenTo(hub);
    try {
      await inTime(hub.start(), this.#transport === 'events' ? patienceWithEvents : patience);
      await this.listener.open((method, ...args) => this.#invokeOn(hub, method, args));
    } catch (error) {
      // Expected whenever the server is away: the loop tries again, and the banner says so.
      console.debug('Connecting failed.', error);
      await inTime(hub.stop(), stopPatience).catch(() => undefined);
      return;
    }
    if (this.#ended) return;
    this.#up = true;
    this.#failures = 0;
    this.#gotThrough = this.#transport;
    this.listener.state('up');
    await closed;
  }

  async #newConnection(): Promise<Hub | null> {
    try {
      return await connectionTo(this.chatId, this.#transport);
    } catch (error) {
      // The code of the fallback is fetched on demand, and the network may be what is missing.
      console.debug('The fallback could not be fetched.', error);
      return null;
    }
  }

  #listenTo(hub: Hub): void {
    const { listener } = this;
    hub.on('events', (batch: { events: ChatEvent[]; people?: Participant[] | null }) =>
      listener.events(batch.events, batch.people ?? []),
    );
    hub.on('presence', (batch: { changes: PresenceChange[] }) => listener.presence(batch.changes));
    hub.on('reads', (batch: { reads: ReadMark[] }) => listener.reads(batch.reads));
    hub.on('resync', () => void this.#syncOrReconnect(hub));
    // The server is about to stop, and says how long there is to move: each page picks a moment of its own, so that the next server is not overrun.
    hub.on('moving', ({ within_ms }: { within_ms: number }) =>
      setTimeout(() => void hub.stop(), Math.random() * within_ms),
    );
    hub.on('signed_out', (word: { reason?: GoneReason } | null) => this.#leave(word?.reason ?? 'unknown'));
  }

  /** Why could it not connect? Finds out whether this device is still in the chat, and whether to change transport. */
  async #mayComeBack(): Promise<boolean> {
    const outcome = await joinProgress(this.chatId);
    if (this.#ended) return false;
    const gone = goneBy(outcome);
    if (gone !== null) {
      this.#leave(gone);
      return false;
    }
    if (outcome.ok) this.#transport = this.#nextTransport();
    if (!outcome.ok && outcome.refusal.reason === 'network' && !navigator.onLine) this.listener.state('offline');
    return true;
  }

  #nextTransport(): Transport {
    if (this.#failures === 0) return 'websocket';
    const turn = this.#failures - failuresBeforeFallback;
    return turn < 0 ? this.#gotThrough : (turns[turn % turns.length] ?? 'websocket');
  }

  async #reachable(): Promise<boolean> {
    const outcome = await joinProgress(this.chatId);
    return outcome.ok || outcome.refusal.reason !== 'network';
  }

  #leave(reason: GoneReason): void {
    if (this.#ended) return;
    this.end();
    this.listener.gone(reason);
  }

  /** A hub may be dead without knowing: after sleep, or when the network changed. */
  async #checkLiveness(): Promise<void> {
    const hub = this.#hub;
    if (!this.#up || hub === null || this.#checking) return;
    this.#checking = true;
    try {
      if (navigator.onLine || (await this.#reachable())) await inTime(this.listener.sync(), livenessPatience);
      else await hub.stop();
    } catch (error) {
      console.debug('The hub no longer answers.', error);
      await hub.stop();
    } finally {
      this.#checking = false;
    }
  }

  async #syncOrReconnect(hub: Hub): Promise<void> {
    try {
      await this.listener.sync();
    } catch (error) {
      // Reconnecting opens the chat again, which does what the sync could not.
      console.debug('Syncing failed.', error);
      await hub.stop();
    }
  }
}

/** Whether a promise is settled already. */
async function settled(work: Promise<unknown>): Promise<boolean> {
  const pending = Symbol('pending');
  const first = await Promise.race([work.catch(() => null), Promise.resolve(pending)]);
  return first !== pending;
}
