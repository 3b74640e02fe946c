import { withChanged, withReads } from '../../models/people/membership';
import type { OutgoingFile } from '../../models/messages/outbox';
import { onSight, onSpeaking } from '../../models/messages/reading';
import type { Chat, ChatEvent, GoneReason, HistoryPage, Refusal, Snapshot } from '../../models/protocol';
import { hasGap } from '../../models/messages/timeline';
import { ChatConnection, ConnectionLost, type Invoke, type ConnectionState } from '../../net/chat/chatConnection';
import { forgetOnDevice } from '../../net/storage/forgetting';
import { goneBy, joinProgress, leaveChat } from '../../net/joining/joinCalls';
import { ChatOutbox } from '../../net/outbox/chatOutbox';
import { OutboxSender } from '../../net/outbox/outboxSender';
import { cachedPage } from '../../net/storage/storage';
import { install } from '../app/install.svelte';
import type { Uploads } from '../files/uploads.svelte';
import { UploadsOnDemand } from '../files/uploadsOnDemand.svelte';
import { Arrivals } from './arrivals';
import { CatchUp } from './catchUp';
import { ChatState } from './chatState.svelte';
import { ConnectionWait } from './connectionWait.svelte';
import { PageKeeper } from './pageKeeper';
import { ReadReports } from './readReports';

const pageSize = 100;

/** One open chat: what is in it, kept current, and everything a person can do there. */
export class ChatSession extends ChatState {
  loadingOlder = $state.raw(false);
  /** Brings an entry that is held into view; the list's own. */
  show: (seq: number) => void = () => undefined;

  readonly #connection: ChatConnection;
  readonly #outbox: ChatOutbox;
  readonly #sender: OutboxSender;
  readonly #uploads: UploadsOnDemand;
  readonly #catchUp: CatchUp;
  readonly #arrivals = new Arrivals((events) => this.#show(events));
  readonly #reports: ReadReports;
  readonly #keeper = new PageKeeper(() => this.toKeep());
  readonly #wait = new ConnectionWait();
  #closed = false;
  #watching = false;

  constructor(readonly chatId: string) {
    super();
    this.#connection = new ChatConnection(chatId, {
      open: (invoke) => this.#catchUp.open(invoke),
      sync: () => this.#catchUp.sync(),
      state: (state) => this.#onState(state),
      events: (events, people) => {
        this.people = withChanged(this.people, people);
        this.#arrivals.add(events);
      },
      presence: (changes) => this.takePresence(changes),
      reads: (reads) => (this.people = withReads(this.people, reads)),
      gone: (reason) => void this.#onGone(reason),
    });
    this.#catchUp = new CatchUp({
      high: () => this.timeline.high,
      me: () => this.me,
      invoke: this.#connection.invoke,
      take: (snapshot) => this.#take(snapshot),
      startAnew: () => this.#startAnew(),
      notInChat: () => void this.#notInChat(),
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
        this.#uploads.kick();
      },
    });
    this.#sender = new OutboxSender(this.#outbox, {
      isUp: () => this.#connection.isUp,
      invoke: this.#connection.invoke,
      notInChat: () => void this.#notInChat(),
    });
    this.#uploads = new UploadsOnDemand(this.#outbox, () => void this.#notInChat());
  }

  /** The connection has been missing for so long that it is told. */
  get waiting(): boolean {
    return this.#wait.told;
  }

  /** What brings files to the server; null while there are none. */
  get uploads(): Uploads | null {
    return this.#uploads.current;
  }

  /** Shows what an earlier visit left at once, and connects. */
  async start(): Promise<void> {
    this.#keeper.start();
    const page = await cachedPage(this.chatId);
    if (page !== null && !this.current) this.takeKept(page);
    this.#wait.begin();
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

  /** Another person is in this chat on this device now: nothing kept for one is the other's. */
  async #startAnew(): Promise<void> {
    await forgetOnDevice(this.chatId);
    this.#arrivals.clear();
    this.startAnew();
    this.#outbox.clear();
  }

  #take(snapshot: Snapshot): void {
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

  #show(events: readonly ChatEvent[]): void {
    if (this.#closed) return;
    this.takeEvents(events, this.#watching);
    if (!this.current) return;
    if (hasGap(this.timeline)) void this.#catchUp.fillGap();
    this.#keeper.soon();
  }

  #onState(state: ConnectionState): void {
    this.connection = state;
    if (state !== 'up') return this.#wait.begin();
    this.#wait.connected();
    this.#reports.restart();
    this.#sender.kick();
    this.#uploads.kick();
    if (hasGap(this.timeline)) void this.#catchUp.fillGap();
    this.watch(this.#watching);
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
    this.#wait.end();
    this.#connection.end();
    this.#outbox.close();
    this.#sender.close();
    this.#uploads.close();
  }
}
