import { chatAfter } from '../models/chatChanges';
import { withChanged, withLastSeen, withPresence, withReads, type People } from '../models/membership';
import { hasToUpload, settleHeld, settleUpTo, type Outbox, type OutgoingFile } from '../models/outbox';
import {
  nothingRead,
  onArrival,
  onOlder,
  onOpening,
  onSight,
  onSpeaking,
  unseenCount,
  type Reading,
} from '../models/reading';
import type {
  Chat,
  ChatEvent,
  GoneReason,
  HistoryPage,
  Participant,
  PresenceChange,
  Refusal,
  Snapshot,
} from '../models/protocol';
import { emptyTimeline, hasGap, prepend, receive, restart, tail, type Timeline } from '../models/timeline';
import { ChatLink, LinkLost, type Invoke, type LinkState } from '../net/chatLink';
import { forgetOnDevice } from '../net/forgetting';
import { leaveChat } from '../net/joinCalls';
import { chatSeen } from '../net/notices';
import { OutboxSender } from '../net/outboxSender';
import { cachedPage, cachePage } from '../net/storage';
import { install } from './install.svelte';
import { Paced } from './paced';
import type { Uploads } from './uploads.svelte';

const pageSize = 100;
const cachedEntries = 120;
const cacheDelay = 800;
const readDelay = 250;
/** What arrives faster than this is shown together: a busy chat is read no quicker, and costs a fraction. */
const showDelay = 100;
const noticeDelay = 1000;

/** One open chat: what is in it, kept current, and everything a person can do there. */
export class ChatSession {
  chat = $state.raw<Chat | null>(null);
  me = $state.raw('');
  people = $state.raw<People>(new Map());
  here = $state.raw<ReadonlySet<string>>(new Set());
  timeline = $state.raw<Timeline>(emptyTimeline);
  outbox = $state.raw<Outbox>([]);
  reading = $state.raw<Reading>(nothingRead);
  link = $state.raw<LinkState>('connecting');
  /** Set once this device is in the chat no more. */
  gone = $state.raw<GoneReason | null>(null);
  /** True once the server itself has told what is in the chat; before, it may be from an earlier visit. */
  current = $state.raw(false);
  loadingOlder = $state.raw(false);
  /** How many messages of others have not been in view. */
  readonly unseen = $derived(unseenCount(this.timeline.entries, this.reading, this.me));
  /** What brings files to the server; fetched when there are some. */
  uploads = $state.raw<Uploads | null>(null);

  readonly #link: ChatLink;
  readonly #sender: OutboxSender;
  #fetchesUploads = false;
  #closed = false;
  #watching = false;
  #readSent = 0;
  #noticesUpTo = 0;
  /** What has come and is not shown yet. */
  #arrived: ChatEvent[] = [];
  readonly #showing = new Paced(showDelay, () => this.#show());
  readonly #clearing = new Paced(noticeDelay, () => void chatSeen(this.chatId));
  #readTimer: ReturnType<typeof setTimeout> | undefined;
  #cacheTimer: ReturnType<typeof setTimeout> | undefined;
  #syncing: Promise<void> | null = null;

  constructor(readonly chatId: string) {
    this.#link = new ChatLink(chatId, {
      open: (invoke) => this.#open(invoke),
      sync: () => this.#sync(),
      state: (state) => this.#onState(state),
      events: (events, people) => this.#onEvents(events, people),
      presence: (changes) => this.#onPresence(changes),
      reads: (reads) => (this.people = withReads(this.people, reads)),
      gone: (reason) => void this.#onGone(reason),
    });
    this.#sender = new OutboxSender(chatId, {
      read: () => this.outbox,
      write: (outbox) => {
        this.outbox = this.#settled(outbox);
        this.#kickUploads();
      },
      isUp: () => this.#link.isUp,
      invoke: this.#link.invoke,
      notInChat: () => void this.#onGone('unknown'),
    });
  }

  /** Shows what an earlier visit left at once, and connects. */
  async start(): Promise<void> {
    addEventListener('pagehide', this.#cache);
    const page = await cachedPage(this.chatId);
    if (page !== null && !this.current) {
      this.chat = page.chat;
      this.me = page.me;
      this.people = withChanged(new Map(), page.people);
      const { entries, low, high, hasMore } = page;
      this.timeline = { ...emptyTimeline, entries, low, high, hasMore };
    }
    await this.#sender.load();
    this.#link.start();
  }

  close(): void {
    this.#end();
    removeEventListener('pagehide', this.#cache);
    clearTimeout(this.#readTimer);
    this.#clearing.flush();
    this.#cache();
  }

  send(text: string, files?: readonly OutgoingFile[]): void {
    this.reading = onSpeaking(this.reading);
    install.noteSent();
    void this.#sender.add(text, files);
  }

  /** Calls the hub for what is not part of every visit. */
  get ask(): Invoke {
    return this.#link.invoke;
  }

  retry(clientId: string): void {
    void this.#sender.retry(clientId);
  }

  discard(clientId: string): void {
    const files = this.outbox.find((entry) => entry.clientId === clientId)?.files;
    void this.#sender.discard(clientId);
    if (files) this.uploads?.forget(files);
  }

  /** Loads the page before the oldest entry held. When it can't be had now, scrolling up again asks once more. */
  async loadOlder(): Promise<void> {
    if (this.loadingOlder || !this.timeline.hasMore || !this.#link.isUp) return;
    this.loadingOlder = true;
    try {
      const asked = { before: this.timeline.low, count: pageSize };
      const page = await this.#link.invoke<HistoryPage>('History', asked);
      if (page.refusal) return;
      this.timeline = prepend(this.timeline, page.events, page.has_more);
      this.reading = onOlder(this.reading, this.timeline, this.me);
    } catch (error) {
      if (!(error instanceof LinkLost)) throw error;
    } finally {
      this.loadingOlder = false;
    }
  }

  /** Told by the page: whether the newest message is in view of somebody who looks. */
  watch(watching: boolean): void {
    this.#watching = watching;
    if (!watching || !this.current) return;
    this.reading = onSight(this.reading, this.timeline.high);
    if (this.reading.seenUpTo > this.#noticesUpTo) {
      this.#noticesUpTo = this.reading.seenUpTo;
      this.#clearing.ask();
    }
    if (this.reading.seenUpTo <= this.#readSent) return;
    clearTimeout(this.#readTimer);
    this.#readTimer = setTimeout(() => void this.#sendRead(), readDelay);
  }

  async leave(): Promise<Refusal | null> {
    const outcome = await leaveChat(this.chatId, this.me);
    if (!outcome.ok && outcome.refusal.reason !== 'not_in_chat') return outcome.refusal;
    await this.#onGone('left');
    return null;
  }

  async #open(invoke: Invoke): Promise<void> {
    const after = this.timeline.high > 0 ? this.timeline.high : null;
    const snapshot = await invoke<Snapshot>('Open', after);
    const sameAsBefore = snapshot.refusal !== null || this.me === '' || this.me === snapshot.me;
    if (!sameAsBefore) await this.#startAnew();
    this.#take(sameAsBefore ? snapshot : await invoke<Snapshot>('Open', null));
  }

  /** Somebody else is in this chat on this device now: nothing kept for one person is the other's. */
  async #startAnew(): Promise<void> {
    await forgetOnDevice(this.chatId);
    this.people = new Map();
    this.timeline = emptyTimeline;
    this.outbox = [];
    this.#arrived = [];
    this.reading = nothingRead;
    this.current = false;
  }

  /** One at a time: a burst of numbers ahead of a gap is one question. */
  #sync(): Promise<void> {
    this.#syncing ??= this.#link
      .invoke<Snapshot>('Sync', this.timeline.high)
      .then((snapshot) => this.#take(snapshot))
      .finally(() => (this.#syncing = null));
    return this.#syncing;
  }

  #take(snapshot: Snapshot): void {
    if (snapshot.refusal) {
      if (snapshot.refusal.reason === 'not_in_chat') void this.#onGone('unknown');
      throw new LinkLost(snapshot.refusal.reason);
    }
    this.chat = snapshot.chat;
    this.me = snapshot.me;
    this.people = withChanged(this.people, snapshot.people);
    this.here = new Set(snapshot.here);
    this.timeline = snapshot.reset
      ? restart(this.timeline, snapshot.events, snapshot.has_more, snapshot.last_seq)
      : receive(this.timeline, snapshot.events);
    this.outbox = this.#settled(this.outbox);
    if (this.current) {
      this.reading = onArrival(this.reading, this.timeline.entries, this.me, this.#watching);
    } else {
      const mine = this.people.get(this.me);
      this.reading = onOpening(this.timeline, mine?.read_up_to ?? 0, this.me);
      this.current = true;
      // From here on the chat can be opened without a network.
      this.#cache();
    }
    this.#cacheSoon();
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
    const before = this.timeline;
    this.timeline = receive(before, events);
    this.outbox = this.#settled(this.outbox);
    if (this.chat !== null) this.chat = chatAfter(this.chat, events, before.high, this.timeline.high);
    if (!this.current) return;
    this.reading = onArrival(this.reading, this.timeline.entries, this.me, this.#watching);
    if (hasGap(this.timeline)) void this.#fillGap();
    this.#cacheSoon();
  }

  #settled(outbox: Outbox): Outbox {
    return settleUpTo(settleHeld(outbox, this.timeline.entries, this.me), this.timeline.high);
  }

  #kickUploads(): void {
    this.uploads?.kick();
    if (this.uploads || this.#fetchesUploads || !this.outbox.some(hasToUpload)) return;
    this.#fetchesUploads = true;
    import('./uploads.svelte')
      .then(({ Uploads }) => {
        if (this.#closed) return;
        this.uploads = new Uploads(this, this.#sender, () => void this.#onGone('unknown'));
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
      if (!(error instanceof LinkLost)) throw error;
    }
  }

  #onPresence(changes: PresenceChange[]): void {
    this.here = withPresence(this.here, changes);
    this.people = withLastSeen(this.people, changes);
  }

  #onState(state: LinkState): void {
    this.link = state;
    if (state !== 'up') return;
    this.#readSent = 0;
    this.#sender.kick();
    this.#kickUploads();
    if (hasGap(this.timeline)) void this.#fillGap();
    this.watch(this.#watching);
  }

  async #sendRead(): Promise<void> {
    const seq = this.reading.seenUpTo;
    if (!this.#link.isUp || seq <= this.#readSent) return;
    this.#readSent = seq;
    try {
      await this.#link.invoke('Read', seq);
    } catch (error) {
      // Marks may be lost: the next one, or the next connection, says it again.
      if (!(error instanceof LinkLost)) throw error;
    }
  }

  async #onGone(reason: GoneReason): Promise<void> {
    if (this.gone !== null) return;
    this.gone = reason;
    this.#end();
    clearTimeout(this.#cacheTimer);
    await forgetOnDevice(this.chatId);
  }

  #end(): void {
    this.#closed = true;
    this.#link.end();
    this.#sender.close();
    this.uploads?.close();
  }

  /** Not put off by what follows: a busy chat is kept as well as a quiet one. */
  #cacheSoon(): void {
    this.#cacheTimer ??= setTimeout(this.#cache, cacheDelay);
  }

  readonly #cache = (): void => {
    clearTimeout(this.#cacheTimer);
    this.#cacheTimer = undefined;
    if (this.chat === null || !this.current || this.gone !== null) return;
    const { entries, low, high, hasMore } = tail(this.timeline, cachedEntries);
    const people = [...this.people.values()];
    void cachePage({ chat: this.chat, me: this.me, people, entries: [...entries], low, high, hasMore });
  };
}
