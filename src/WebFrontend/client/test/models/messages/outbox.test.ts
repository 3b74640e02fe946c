import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { itemsOf } from '../../../src/models/messages/items';
import * as outbox from '../../../src/models/messages/outbox';
import type { Outbox, OutboxEntry } from '../../../src/models/messages/outbox';
import type { ChatEvent } from '../../../src/models/protocol';
import { newOutgoing } from '../../../src/models/files/draftAttachment';
import { emptyTimeline, receive } from '../../../src/models/messages/timeline';

const entry = (clientId: string, order: number, fields: Partial<OutboxEntry> = {}): OutboxEntry => ({
  chatId: 'chat',
  clientId,
  text: clientId,
  queuedAt: '2026-05-04T09:00:00.000Z',
  order,
  failure: null,
  sentAs: null,
  ...fields,
});

const arrival = (seq: number, clientId: string, by = 'me'): ChatEvent => ({
  seq,
  kind: 'message',
  at: '2026-05-04T09:00:00.000Z',
  by,
  text: clientId,
  client_id: clientId,
});

const settle = (waiting: Outbox, arrived: ChatEvent[]) =>
  outbox.settleHeld(waiting, receive({ ...emptyTimeline, high: (arrived[0]?.seq ?? 1) - 1 }, arrived).entries, 'me');

const ids = (entries: Outbox) => entries.map((one) => one.clientId);

describe('the outbox', () => {
  test('sends everything exactly once and in the order it was written, whatever fails in between', () => {
    const step = fc.constantFrom('acknowledged', 'acknowledged and arrived', 'answer lost');
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 12 }), fc.array(step, { maxLength: 80 }), (count, steps) => {
        let waiting: Outbox = [];
        for (let i = 0; i < count; i++) {
          waiting = outbox.enqueue(waiting, entry(`m${i}`, outbox.nextOrder(waiting, 1000)));
        }
        const log: string[] = [];
        for (const what of [...steps, ...Array<string>(count * 2).fill('acknowledged and arrived')]) {
          const next = outbox.nextToSend(waiting);
          if (next === null) break;
          // The server knows a second try by its client id.
          if (!log.includes(next.clientId)) log.push(next.clientId);
          const seq = log.indexOf(next.clientId) + 1;
          if (what !== 'answer lost') waiting = outbox.acknowledge(waiting, next.clientId, seq);
          if (what === 'acknowledged and arrived') waiting = settle(waiting, [arrival(seq, next.clientId)]);
        }
        expect(log).toEqual(Array.from({ length: count }, (_, i) => `m${i}`));
        expect(outbox.nextToSend(waiting)).toBeNull();
        expect(outbox.settleUpTo(waiting, count)).toEqual([]);
      }),
    );
  });

  test('does not let a message that was refused hold up those behind it', () => {
    const waiting = outbox.fail([entry('a', 1), entry('b', 2)], 'a', 'No.');
    expect(outbox.nextToSend(waiting)?.clientId).toBe('b');
    expect(waiting.map(outbox.sendStateOf)).toEqual(['failed', 'sending']);
  });

  test('puts a message that is tried again behind what waits, under the same client id', () => {
    const failed = outbox.fail([entry('a', 1), entry('b', 2)], 'a', 'No.');
    const again = outbox.retry(failed, 'a', outbox.nextOrder(failed, 0));
    expect(ids(again)).toEqual(['b', 'a']);
    expect(again.map(outbox.sendStateOf)).toEqual(['sending', 'sending']);
  });

  test('knows what no other try would send, until it is tried or changed all the same', () => {
    const failed = outbox.fail([entry('a', 1), entry('b', 2)], 'a', 'Too large.', true);
    const shown = itemsOf(emptyTimeline, outbox.fail(failed, 'b', 'Later.'), 'me').outgoing;
    expect(shown.map(({ final }) => final)).toEqual([true, false]);
    expect(outbox.retry(failed, 'a', 3).find(({ clientId }) => clientId === 'a')?.final).toBe(false);
    // As an older version of the app has stored it.
    expect(itemsOf(emptyTimeline, [entry('c', 1, { failure: 'No.' })], 'me').outgoing[0]?.final).toBe(false);
  });

  test('takes a message out when it arrives, but not because of somebody else’s client id', () => {
    const waiting = [entry('a', 1)];
    expect(settle(waiting, [arrival(1, 'a', 'company')])).toBe(waiting);
    expect(settle(waiting, [arrival(1, 'a')])).toEqual([]);
  });

  test('recognises messages that an earlier page sent without living to note it', () => {
    const timeline = receive(emptyTimeline, [arrival(1, 'a'), arrival(2, 'b', 'other')]);
    expect(ids(outbox.settleHeld([entry('a', 1), entry('b', 2)], timeline.entries, 'me'))).toEqual(['b']);
  });

  test('believes what is stored, except about what is only here or acknowledged', () => {
    const here = [entry('sent elsewhere', 1), entry('acknowledged', 2, { sentAs: 9 }), entry('not stored yet', 3)];
    const stored = [entry('from another tab', 4), entry('acknowledged', 2)];
    const merged = outbox.reload(here, stored, new Set(['not stored yet']));
    expect(ids(merged)).toEqual(['acknowledged', 'not stored yet', 'from another tab']);
    expect(merged[0]?.sentAs).toBe(9);
  });

  test('orders later than everything there is, even when the clock was set back', () => {
    expect(outbox.nextOrder([entry('a', 5000)], 10)).toBe(5001);
    expect(outbox.nextOrder([], 10)).toBe(10);
  });

  test('sends text past a message whose files are on their way, and messages with files in their order', () => {
    const file = newOutgoing('f', { name: 'f', size: 1, type: '' });
    const withFile = (clientId: string, order: number, done = false) =>
      entry(clientId, order, { files: [{ ...file, id: clientId, done }] });
    let waiting: Outbox = [withFile('a', 1), withFile('b', 2, true), entry('text', 3)];
    expect(outbox.nextToSend(waiting)?.clientId).toBe('text');
    waiting = outbox.acknowledge(waiting, 'text', 1);
    expect(outbox.nextToSend(waiting)).toBeNull();
    expect(waiting.filter(outbox.hasToUpload).map((one) => one.clientId)).toEqual(['a']);
    waiting = outbox.changeFile(waiting, 'a', 'a', { done: true, uploadId: 'u' });
    expect(outbox.nextToSend(waiting)?.clientId).toBe('a');
    expect(outbox.nextToSend(outbox.acknowledge(waiting, 'a', 2))?.clientId).toBe('b');
  });

  test('lets a message whose file was refused wait for a person, and hold up none', () => {
    const file = newOutgoing('f', { name: 'f', size: 1, type: '' });
    const refused = entry('a', 1, { failure: 'No.', files: [{ ...file, failure: 'No.' }] });
    const ready = entry('b', 2, { files: [{ ...file, done: true }] });
    expect(outbox.hasToUpload(refused)).toBe(false);
    expect(outbox.nextToSend([refused, ready])?.clientId).toBe('b');
    const again = outbox.retry([refused, ready], 'a', 3);
    expect(again[1]?.files?.[0]?.failure).toBeNull();
    expect(again.map(outbox.hasToUpload)).toEqual([false, true]);
  });
});
