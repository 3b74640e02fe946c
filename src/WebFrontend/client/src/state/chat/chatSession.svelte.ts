import { withChanged, withReads } from '../../models/people/membership';
import { hasToUpload, type OutgoingFile } from '../../models/messages/outbox';
import { onSight, onSpeaking } from '../../models/messages/reading';
import type { Chat, ChatEvent, GoneReason, HistoryPage, Participant, Refusal, Snapshot } from '../../models/protocol';
import { hasGap } from '../../models/messages/timeline';
import { serverClock } from '../../models/app/serverClock';
import { ChatConnection, ConnectionLost, type Invoke, type ConnectionState } from '../../net/chat/chatConnection';
import { forgetOnDevice } from '../../net/storage/forgetting';
import { goneBy, joinProgress, leaveChat } from '../../net/joining/joinCalls';
import { ChatOutbox } from '../../net/outbox/chatOutbox';
import { OutboxSender } from '../../net/outbox/outboxSender';
import { cachedPage } from '../../net/storage/storage';
import { ChatState } from './chatState.svelte';
import { install } from '../app/install.svelte';
import { Throttled } from '../app/throttled';
import { PageKeeper } from './pageKeeper';
import { ReadReports } from './readReports';
import type { Uploads } from '../files/uploads.svelte';

const pageSize = 100;
/** What arrives faster than this is shown together: a busy chat is read no quicker, and costs a fraction. */
const showDelay = 100;
/** Shorter losses of the connection are not told. */
const patience = 1500;

/** One open chat: what is in it, kept current, and everything a person can do there. */
export class ChatSession extends ChatState {
  /** The connection has been missing for so long that it is told. */
  waiting = $state.raw(false);
  loadingOlder = $state.raw(false);
  /** Brings an entry that is held into view; the list's own. */
  show: (seq: number) => void = () => undefined;
  /** What brings files to the server; fetched when there are some. */
  uploads = $state.raw<Uploads | null>(null);

  readonly #connection: ChatConnection;
  readonly #outbox: ChatOutbox;
  readonly #sender: OutboxSender;
  #fetchesUploads = false;
  #closed = false;
  #watching = false;
  /** What has come and is not shown yet. */
  #arrived: ChatEvent[] = [];
  readonly #showing = new Throttled(showDelay, () => this.#show());
  readonly #reports: ReadReports;
  readonly #keeper = new PageKeeper(() => this.toKeep());
  #waitTimer: ReturnType<typeof setTimeout> | undefined;
  #syncing: Promise<void> | null = null;

  constructor(readonly chatId: string) {
    super();
    this.#connection = new ChatConnection(chatId, {
      open: (invoke) => this.#open(invoke),
      sync: () => this.#sync(),
      state: (state) => this.#onState(state),
      events: (events, people) => this.#onEvents(events, people),
      presence: (changes) => this.takePresence(changes),
      reads: (reads) => (this.people = withReads(this.people, reads)),
      gone: (reason) => void this.#onGone(reason),
    });
    this.#reports = new ReadReports(chatId, (seq) => {
      if (this.#connection.isUp) void this.#sendRead(seq);
      return this.#connection.isUp;
    });
    this.#outbox = new ChatOutbox(chatId, {
      settled: (entries) => this.settled(entries),
      changed: (entries) => {
        this.outbox = entries;
        this.#sender.kick();
        this.#kickUploads();
      },
    });
    this.#sender = new OutboxSender(this.#outbox, {
      isUp: () => this.#connection.isUp,
      invoke: this.#connection.invoke,
      notInChat: () => void this.#notInChat(),
    });
  }

  /** Shows what an earlier visit left at once, and connects. */
  async start(): Promise<void> {
    this.#keeper.start();
    const page = await cachedPage(this.chatId);
    if (page !== null && !this.current) this.takeKept(page);
    this.#await();
    await this.#outbox.load();
    this.#connection.start();
  }

  close(): void {
    this.#end();
    this.#reports.close();
    this.#keeper.close();
  }

  send(text: string, files?: readonly OutgoingFile[]): void {
    this.reading = onSpeaking(this.reading);
    install.noteSent();
    void this.#outbox.add(text, files);
  }

  /** Calls the hub for what is not part of every visit. */
  get ask(): Invoke {
    return this.#connection.invoke;
  }

  retry(clientId: string): void {
    void this.#outbox.retry(clientId);
  }

  discard(clientId: string): void {
    const files = this.#outbox.find(clientId)?.files;
    void this.#outbox.discard(clientId);
    if (files) this.uploads?.forget(files);
  }

  /** Loads the page before the oldest entry held. When it can't be had now, scrolling up again asks once more. */
  async loadOlder(): Promise<void> {
    if (this.loadingOlder || !this.timeline.hasMore || !this.#connection.isUp) return;
    this.loadingOlder = true;
    try {
      const asked = { before: this.timeline.low, count: pageSize };
      const page = await this.#connection.invoke<HistoryPage>('History', asked);
      if (!page.refusal) this.takeOlder(page);
    } catch (error) {
      if (!(error instanceof ConnectionLost)) throw error;
    } finally {
      this.loadingOlder = false;
    }
  }

  /** Told by the page: whether the newest message is in view on a page that is looked at. */
  watch(watching: boolean): void {
    this.#watching = watching;
    if (!watching || !this.current) return;
    this.reading = onSight(this.reading, this.timeline.high);
    this.#reports.note(() => this.reading.seenUpTo);
  }

  async leave(): Promise<Refusal | null> {
    const outcome = await leaveChat(this.chatId, this.me);
    if (!outcome.ok && outcome.refusal.reason !== 'not_in_chat') return outcome.refusal;
    await this.#onGone('left');
    return null;
  }

  protected override timelineChanged(): void {
    this.#outbox.settle();
  }

  async #open(invoke: Invoke): Promise<void> {
    const after = this.timeline.high > 0 ? this.timeline.high : null;
    const snapshot = await invoke<Snapshot>('Open', after);
    const sameAsBefore = snapshot.refusal !== null || this.me === '' || this.me === snapshot.me;
    if (!sameAsBefore) await this.#startAnew();
    this.#take(sameAsBefore ? snapshot : await invoke<Snapshot>('Open', null));
  }

  /** Another person is in this chat on this device now: nothing kept for one is the other's. */
  async #startAnew(): Promise<void> {
    await forgetOnDevice(this.chatId);
    this.#arrived = [];
    this.startAnew();
    this.#outbox.clear();
  }

  /** One at a time: a burst of numbers ahead of a gap is one question. */
  #sync(): Promise<void> {
    this.#syncing ??= this.#connection
      .invoke<Snapshot>('Sync', this.timeline.high)
      .then((snapshot) => this.#take(snapshot))
      .finally(() => (this.#syncing = null));
    return this.#syncing;
  }

  #take(snapshot: Snapshot): void {
    serverClock.learn(snapshot.now);
    if (snapshot.refusal) {
      if (snapshot.refusal.reason === 'not_in_chat') void this.#notInChat();
      throw new ConnectionLost(snapshot.refusal.reason);
    }
    const opens = !this.current;
    if (opens) this.#checkPassword(snapshot.chat);
    this.takeSnapshot(snapshot, this.#watching);
    // From here on the chat can be opened without a network.
    if (opens) this.#keeper.keep();
    this.#keeper.soon();
  }

  /** A password that no longer opens the chat does not stay on this device. */
  #checkPassword(chat: Chat): void {
    import('../../net/joining/keptPasswords')
      .then(({ keptPassword }) => keptPassword(this.chatId, chat.password_mark ?? null))
      .catch((error: unknown) => console.warn('The kept password could not be looked at.', error));
  }

  #onEvents(events: ChatEvent[], people: Participant[]): void {
    this.people = withChanged(this.people, people);
    this.#arrived.push(...events);
    this.#showing.ask();
  }

  #show(): void {
    if (this.#closed) return;
    const events = this.#arrived;
    this.#arrived = [];
    this.takeEvents(events, this.#watching);
    if (!this.current) return;
    if (hasGap(this.timeline)) void this.#fillGap();
    this.#keeper.soon();
  }

  #kickUploads(): void {
    this.uploads?.kick();
    if (this.uploads || this.#fetchesUploads || !this.outbox.some(hasToUpload)) return;
    this.#fetchesUploads = true;
    import('../files/uploads.svelte')
      .then(({ Uploads }) => {
        if (this.#closed) return;
        this.uploads = new Uploads(this.#outbox, () => void this.#notInChat());
        this.uploads.kick();
      })
      // Not to be had now: the next connection asks again.
      .catch((error: unknown) => console.warn('Files wait: a part of the app did not arrive.', error))
      .finally(() => (this.#fetchesUploads = false));
  }

  async #fillGap(): Promise<void> {
    try {
      await this.#sync();
    } catch (error) {
      // Reconnecting opens the chat after the last number held, which fills the gap too.
      if (!(error instanceof ConnectionLost)) throw error;
    }
  }

  #onState(state: ConnectionState): void {
    this.connection = state;
    if (state !== 'up') return this.#await();
    clearTimeout(this.#waitTimer);
    this.#waitTimer = undefined;
    this.waiting = false;
    this.#reports.restart();
    this.#sender.kick();
    this.#kickUploads();
    if (hasGap(this.timeline)) void this.#fillGap();
    this.watch(this.#watching);
  }

  #await(): void {
    this.#waitTimer ??= setTimeout(() => (this.waiting = true), patience);
  }

  async #sendRead(seq: number): Promise<void> {
    try {
      await this.#connection.invoke('Read', seq);
      // Kept with the page: the next visit begins where this one stopped.
      this.people = withReads(this.people, [{ id: this.me, seq }]);
    } catch (error) {
      // Marks may be lost: the next one, or the next connection, says it again.
      if (!(error instanceof ConnectionLost)) throw error;
    }
  }

  /** A call was refused: the chat is over for this device. Why is asked next, so that the person gets an answer. */
  async #notInChat(): Promise<void> {
    if (this.#closed) return;
    this.#end();
    await this.#onGone(goneBy(await joinProgress(this.chatId)) ?? 'unknown');
  }

  async #onGone(reason: GoneReason): Promise<void> {
    if (this.gone !== null) return;
    this.gone = reason;
    this.#end();
    this.#keeper.forget();
    await forgetOnDevice(this.chatId);
  }

  #end(): void {
    this.#closed = true;
    clearTimeout(this.#waitTimer);
    this.#connection.end();
    this.#outbox.close();
    this.#sender.close();
    this.uploads?.close();
  }
}
