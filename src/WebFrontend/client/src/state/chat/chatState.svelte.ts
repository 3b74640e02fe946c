import { chatAfter } from '../../models/messages/chatChanges';
import { withChanged, withLastSeen, withPresence, type People } from '../../models/people/membership';
import { settleHeld, settleUpTo, type Outbox } from '../../models/messages/outbox';
import { nothingRead, onArrival, onOlder, onOpening, unseenCount, type Reading } from '../../models/messages/reading';
import type {
  Chat,
  ChatEvent,
  GoneReason,
  HistoryPage,
  Participant,
  PresenceChange,
  Snapshot,
} from '../../models/protocol';
import { emptyTimeline, prepend, receive, restart, tail, type Timeline } from '../../models/messages/timeline';
import type { ConnectionState } from '../../net/chat/chatConnection';
import type { CachedPage } from '../../net/storage/storage';

const cachedEntries = 120;

/** What is known of one open chat, and how that changes with what arrives. */
export class ChatState {
  chat = $state.raw<Chat | null>(null);
  me = $state.raw('');
  people = $state.raw<People>(new Map());
  here = $state.raw<ReadonlySet<string>>(new Set());
  timeline = $state.raw<Timeline>(emptyTimeline);
  /** What waits to be sent, as its owner has told. */
  outbox = $state.raw<Outbox>([]);
  reading = $state.raw<Reading>(nothingRead);
  connection = $state.raw<ConnectionState>('connecting');
  /** Set once this device is no longer in the chat. */
  gone = $state.raw<GoneReason | null>(null);
  /** True once the server itself has told what is in the chat; before, it may be from an earlier visit. */
  current = $state.raw(false);
  /** Another number each time another person has taken the place of who was here: what one has typed is not the next one's. */
  owner = $state.raw(0);
  /** Whether it is known who is here: the server has said it, or it can't be asked and the last visit counts. */
  readonly knowsMe = $derived(this.current || (this.connection === 'offline' && this.me !== ''));
  /** How many messages of others have not been in view. */
  readonly unseen = $derived(unseenCount(this.timeline.entries, this.reading, this.me));

  /** People who are named in what was fetched. Those in the chat are known better from what it says itself. */
  meet(people: readonly Participant[] | null | undefined): void {
    const unknown = (people ?? []).filter((person) => !this.people.has(person.id));
    if (unknown.length > 0) this.people = withChanged(this.people, unknown);
  }

  /** As an earlier visit left it. */
  protected takeKept(page: CachedPage): void {
    this.chat = page.chat;
    this.me = page.me;
    this.people = withChanged(new Map(), page.people);
    const { entries, low, high, hasMore } = page;
    this.timeline = { ...emptyTimeline, entries, low, high, hasMore };
    // Known before the server answers: the line "New messages" must not push apart what is seen already.
    this.reading = this.#opening();
  }

  /** What the next visit begins with; null while there is nothing certain. */
  protected toKeep(): CachedPage | null {
    if (this.chat === null || !this.current || this.gone !== null) return null;
    const { entries, low, high, hasMore } = tail(this.timeline, cachedEntries);
    return {
      chat: this.chat,
      me: this.me,
      people: [...this.people.values()],
      entries: [...entries],
      low,
      high,
      hasMore,
    };
  }

  /** @param watching Whether the newest message is in view on a page that is looked at. */
  protected takeSnapshot(snapshot: Snapshot, watching: boolean): void {
    this.chat = snapshot.chat;
    this.me = snapshot.me;
    this.people = withChanged(this.people, snapshot.people);
    this.here = new Set(snapshot.here);
    this.timeline = snapshot.reset
      ? restart(this.timeline, snapshot.events, snapshot.has_more, snapshot.last_seq)
      : receive(this.timeline, snapshot.events);
    this.timelineChanged();
    this.reading = this.current ? onArrival(this.reading, this.timeline.entries, this.me, watching) : this.#opening();
    this.current = true;
  }

  protected takeEvents(events: readonly ChatEvent[], watching: boolean): void {
    const before = this.timeline;
    this.timeline = receive(before, events);
    this.timelineChanged();
    if (this.chat !== null) this.chat = chatAfter(this.chat, events, before.high, this.timeline.high);
    if (this.current) this.reading = onArrival(this.reading, this.timeline.entries, this.me, watching);
  }

  protected takePresence(changes: readonly PresenceChange[]): void {
    this.here = withPresence(this.here, changes);
    this.people = withLastSeen(this.people, changes);
  }

  protected takeOlder(page: HistoryPage): void {
    this.meet(page.people);
    this.timeline = prepend(this.timeline, page.events, page.has_more);
    this.reading = onOlder(this.reading, this.timeline, this.me);
  }

  /** Another person is here now. */
  protected startAnew(): void {
    this.people = new Map();
    this.timeline = emptyTimeline;
    this.outbox = [];
    this.reading = nothingRead;
    this.current = false;
    this.owner++;
  }

  /** What is in the timeline now may have waited to be sent. */
  protected timelineChanged(): void {
    this.outbox = this.settled(this.outbox);
  }

  /** Without what the timeline has already. */
  protected settled(outbox: Outbox): Outbox {
    return settleUpTo(settleHeld(outbox, this.timeline.entries, this.me), this.timeline.high);
  }

  #opening(): Reading {
    return onOpening(this.timeline, this.people.get(this.me)?.read_up_to ?? 0, this.me);
  }
}
