import { sentenceOf } from '../../../src/models/messages/lines';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ChatEvent } from '../../../src/models/protocol';
import {
  emptyTimeline,
  hasGap,
  prepend,
  receive,
  restart,
  tail,
  type Timeline,
} from '../../../src/models/messages/timeline';

const at = (seq: number): string => new Date(Date.UTC(2026, 4, 4, 9, 0, seq)).toISOString();

function message(seq: number, text = `m${seq}`, fields: Partial<ChatEvent> = {}): ChatEvent {
  return { seq, kind: 'message', at: at(seq), by: 'alice', text, client_id: `c${seq}`, ...fields };
}

/** A chat's log as the server would have numbered it: messages, joins, edits and deletions of earlier messages. */
const log = fc
  .array(
    fc.record({ kind: fc.constantFrom('message', 'message', 'edited', 'deleted', 'joined', 'poked'), pick: fc.nat() }),
    {
      maxLength: 60,
    },
  )
  .map((steps) => {
    const events: ChatEvent[] = [];
    for (const { kind, pick } of steps) {
      const seq = events.length + 1;
      const messages = events.filter((event) => event.kind === 'message');
      const target = messages[pick % Math.max(1, messages.length)]?.seq;
      if (kind === 'message') events.push(message(seq));
      else if ((kind === 'edited' || kind === 'deleted') && target !== undefined) {
        events.push({ seq, kind, at: at(seq), by: 'alice', target, text: kind === 'edited' ? `e${seq}` : null });
      } else
        events.push({
          seq,
          kind: kind === 'poked' ? kind : 'joined',
          at: at(seq),
          by: 'bob',
          subject: 'bob',
          text: 'Bob',
        });
    }
    return events;
  });

/** The rows as the server answers them once all of `events` has happened: each with its present state. */
function asRows(events: readonly ChatEvent[]): ChatEvent[] {
  return events.map((event) => {
    if (event.kind !== 'message') return event;
    const changes = events.filter((other) => other.target === event.seq);
    const deleted = changes.find((change) => change.kind === 'deleted');
    if (deleted) return { ...event, text: null, deleted_at: deleted.at };
    const edited = changes.filter((change) => change.kind === 'edited').at(-1);
    return edited ? { ...event, text: edited.text ?? null, edited_at: edited.at } : event;
  });
}

const shown = (timeline: Timeline) =>
  timeline.entries.map((entry) => ({
    seq: entry.seq,
    text: entry.kind === 'message' ? entry.text : sentenceOf(entry),
    deleted: entry.kind === 'message' && entry.deleted !== null,
    edited: entry.kind === 'message' && entry.edited !== null && entry.deleted === null,
  }));

describe('a timeline', () => {
  test('is the same whatever order its entries arrive in, and however often', () => {
    const scenario = log.chain((events) =>
      fc.record({
        events: fc.constant(events),
        arrival: fc.shuffledSubarray([...events, ...events], { minLength: events.length * 2 }),
        batch: fc.integer({ min: 1, max: 7 }),
      }),
    );
    fc.assert(
      fc.property(scenario, ({ events, arrival, batch }) => {
        let timeline = emptyTimeline;
        for (let i = 0; i < arrival.length; i += batch) timeline = receive(timeline, arrival.slice(i, i + batch));
        expect(shown(timeline)).toEqual(shown(receive(emptyTimeline, events)));
        expect(hasGap(timeline)).toBe(false);
        expect(timeline.high).toBe(events.length);
      }),
    );
  });

  test('shows nothing beyond a gap, says that there is one, and closes it when the missing entries come', () => {
    const scenario = log
      .filter((events) => events.length >= 3)
      .chain((events) =>
        fc.record({ events: fc.constant(events), gap: fc.integer({ min: 1, max: events.length - 1 }) }),
      );
    fc.assert(
      fc.property(scenario, ({ events, gap }) => {
        const missing = events.filter((event) => event.seq === gap);
        const holed = receive(
          emptyTimeline,
          events.filter((event) => event.seq !== gap),
        );
        expect(holed.high).toBe(gap - 1);
        expect(hasGap(holed)).toBe(true);
        expect(shown(receive(holed, missing))).toEqual(shown(receive(emptyTimeline, events)));
      }),
    );
  });

  test('reads the same from live entries as from a fresh page with older pages put before it', () => {
    const scenario = log.chain((events) =>
      fc.record({
        events: fc.constant(events),
        live: fc.integer({ min: 0, max: events.length }),
        page: fc.integer({ min: 1, max: 9 }),
      }),
    );
    fc.assert(
      fc.property(scenario, ({ events, live, page }) => {
        const rows = asRows(events.slice(0, live));
        const from = Math.max(0, live - page);
        let timeline = restart(emptyTimeline, rows.slice(from), from > 0, live);
        timeline = receive(timeline, events.slice(live));
        // Older pages are read after everything has happened, and carry the state of that moment.
        const later = asRows(events);
        for (let before = from; before > 0; before = Math.max(0, before - page)) {
          timeline = prepend(timeline, later.slice(Math.max(0, before - page), before), before - page > 0);
        }
        expect(shown(timeline)).toEqual(shown(receive(emptyTimeline, events)));
        expect(timeline.hasMore).toBe(false);
      }),
    );
  });

  test('applies an edit that arrived before the page with its message', () => {
    const live = restart(emptyTimeline, [message(8)], true, 8);
    const edited = receive(live, [{ seq: 9, kind: 'edited', at: at(9), by: 'alice', target: 7, text: 'better' }]);
    const paged = prepend(edited, [message(6), message(7, 'stale')], true);
    expect(shown(paged).map(({ text }) => text)).toEqual(['m6', 'better', 'm8']);
  });

  test('drops an older page that does not end where the timeline begins', () => {
    const timeline = restart(emptyTimeline, [message(8)], true, 8);
    expect(prepend(timeline, [message(3), message(4)], true)).toBe(timeline);
    expect(prepend(timeline, [message(8)], true)).toBe(timeline);
  });

  test('counts kinds it does not know and does not show them', () => {
    const timeline = receive(emptyTimeline, [message(1), { seq: 2, kind: 'waltz', at: at(2), by: 'bob' }, message(3)]);
    expect(timeline.high).toBe(3);
    expect(timeline.entries.map((entry) => entry.seq)).toEqual([1, 3]);
  });

  test('keeps what arrived before the first page did', () => {
    const early = receive(emptyTimeline, [message(43)]);
    expect(restart(early, [message(41), message(42)], true, 42).entries.map((entry) => entry.seq)).toEqual([
      41, 42, 43,
    ]);
  });

  test('keeps a tail that resumes by number', () => {
    const whole = receive(
      emptyTimeline,
      [1, 2, 3, 4, 5].map((seq) => message(seq)),
    );
    const kept = tail(whole, 2);
    expect([kept.low, kept.high, kept.hasMore]).toEqual([4, 5, true]);
    expect(receive(kept, [message(5), message(6)]).entries.map((entry) => entry.seq)).toEqual([4, 5, 6]);
  });
});
