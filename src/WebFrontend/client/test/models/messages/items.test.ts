import { describe, expect, test } from 'vitest';
import { isNews } from '../../../src/models/messages/announcing';
import {
  groupGap,
  growth,
  itemsOf,
  keyOf,
  placementOf,
  rowsOf,
  type Item,
  type Items,
} from '../../../src/models/messages/items';
import type { OutboxEntry } from '../../../src/models/messages/outbox';
import type { ChatEvent } from '../../../src/models/protocol';
import { emptyTimeline, prepend, receive, restart } from '../../../src/models/messages/timeline';

const noon = new Date(2026, 4, 4, 12, 0).getTime();
const iso = (offset: number) => new Date(noon + offset).toISOString();

const message = (seq: number, by: string, offset: number): ChatEvent => ({
  seq,
  kind: 'message',
  at: iso(offset),
  by,
  text: `m${seq}`,
  client_id: `c${seq}`,
});

const waiting: OutboxEntry = {
  chatId: 'chat',
  clientId: 'c9',
  text: 'on its way',
  queuedAt: iso(-60 * 60_000),
  order: 1,
  failure: null,
  sentAs: null,
};

const place = (items: Items, unreadFrom: number | null = null) =>
  items.slice(1, items.length).map((_, index) => {
    const { newDay, firstUnread, head, tail } = placementOf(items, index + 1, unreadFrom);
    return [newDay && 'day', firstUnread && 'unread', head && 'head', tail && 'tail'].filter(Boolean).join(' ');
  });

describe('items', () => {
  test('are the beginning, the entries, then what is on its way', () => {
    const items = itemsOf(receive(emptyTimeline, [message(1, 'bob', 0)]), [waiting], 'me');
    expect(items.slice(0, items.length).map((item) => item.kind)).toEqual(['top', 'message', 'outgoing']);
  });

  test('keep their key when a message gets its number, so that its element stays', () => {
    const before = itemsOf(emptyTimeline, [waiting], 'me').at(1) as Item;
    const after = itemsOf(receive(emptyTimeline, [{ ...message(1, 'me', 0), client_id: 'c9' }]), [], 'me').at(
      1,
    ) as Item;
    expect(keyOf(after)).toBe(keyOf(before));
  });

  test('of one person within minutes are one group; another person, a pause or a line ends it', () => {
    const timeline = receive(emptyTimeline, [
      message(1, 'bob', 0),
      message(2, 'bob', 60_000),
      message(3, 'eve', 61_000),
      message(4, 'eve', 62_000 + groupGap),
      { seq: 5, kind: 'joined', at: iso(400_000), by: 'x', text: 'Xi' },
      message(6, 'eve', 400_001),
    ]);
    expect(place(itemsOf(timeline, [], 'me'))).toEqual([
      'day head',
      'tail',
      'head tail',
      'head tail',
      'head tail',
      'head tail',
    ]);
  });

  test('of another day begin with that day, and a group ends at midnight', () => {
    const timeline = receive(emptyTimeline, [
      message(1, 'bob', 12 * 3_600_000 - 1000),
      message(2, 'bob', 12 * 3_600_000),
    ]);
    expect(place(itemsOf(timeline, [], 'me'))).toEqual(['day head tail', 'day head tail']);
  });

  test('that are unread begin with their line, which splits a group', () => {
    const timeline = receive(emptyTimeline, [message(1, 'bob', 0), message(2, 'bob', 1000), message(3, 'bob', 2000)]);
    expect(place(itemsOf(timeline, [], 'me'), 2)).toEqual(['day head tail', 'unread head', 'tail']);
  });

  test('on their way join the last group, even when this device’s clock is behind', () => {
    const timeline = receive(emptyTimeline, [message(1, 'me', 0)]);
    expect(place(itemsOf(timeline, [waiting], 'me'))).toEqual(['day head', 'tail']);
  });
});

const many = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => message(from + index, 'bob', index * 1000));

describe('a list that becomes another one', () => {
  const held = restart(emptyTimeline, many(101, 200), true, 200);
  const before = itemsOf(held, [], 'me');

  test('says how much it has gained at both ends', () => {
    const older = prepend(held, many(51, 100), true);
    const both = receive(older, many(201, 203));
    expect(growth(before, itemsOf(older, [], 'me'))).toEqual({ older: 50, newer: 0 });
    expect(growth(before, itemsOf(both, [waiting], 'me'))).toEqual({ older: 50, newer: 3 });
    expect(growth(before, before)).toEqual({ older: 0, newer: 0 });
  });

  test('has not grown when it was started anew, or was empty', () => {
    expect(growth(before, itemsOf(restart(held, many(401, 500), true, 500), [], 'me'))).toBeNull();
    expect(growth(before, itemsOf(emptyTimeline, [], 'me'))).toBeNull();
    expect(growth(itemsOf(emptyTimeline, [], 'me'), before)).toBeNull();
  });

  test('still knows where an item stands: by its number, or by its key when it had none', () => {
    const after = itemsOf(prepend(held, many(51, 100), true), [waiting], 'me');
    expect(after.indexOf(before.at(1) as Item)).toBe(51);
    expect(after.indexOf(before.at(0) as Item)).toBe(0);
    const onItsWay = after.at(151) as Item;
    expect(after.indexOf(onItsWay)).toBe(151);
    const sent = receive(held, [{ ...message(201, 'me', 0), client_id: 'c9' }]);
    expect(itemsOf(sent, [], 'me').indexOf(onItsWay)).toBe(101);
    expect(before.indexOf(onItsWay)).toBeUndefined();
    expect(itemsOf(emptyTimeline, [], 'me').indexOf(before.at(5) as Item)).toBeUndefined();
  });
});

describe('the rows of the document', () => {
  const all = { first: 0, last: 100 };
  const held = receive(emptyTimeline, many(1, 5));
  const rows = rowsOf(itemsOf(held, [], 'me'), all, null, []);

  test('that look as they did are the same, so that nothing is drawn again', () => {
    expect(rowsOf(itemsOf(held, [], 'me'), { first: 1, last: 6 }, null, rows).map((row) => rows.indexOf(row))).toEqual([
      1, 2, 3, 4, 5,
    ]);
    const items = itemsOf(held, [], 'me');
    const drawn = rowsOf(items, all, null, []);
    expect(rowsOf(items, all, null, drawn)).toBe(drawn);
  });

  test('are others when they changed, or what stands beside them did', () => {
    const next = rowsOf(itemsOf(receive(held, many(6, 6)), [], 'me'), { first: 1, last: 100 }, null, rows);
    // The last one is the last no more, and no tail.
    expect(next.map((row) => rows.indexOf(row))).toEqual([1, 2, 3, 4, -1, -1]);
    const deleted = receive(held, [{ seq: 6, kind: 'deleted', at: iso(1), by: 'bob', target: 2 }]);
    const after = rowsOf(itemsOf(deleted, [], 'me'), { first: 1, last: 100 }, null, rows);
    expect(after.map((row) => rows.indexOf(row))).toEqual([1, -1, 3, 4, 5]);
  });
});

describe('what a screen reader reads out', () => {
  test('is only what is new at the end', () => {
    expect(isNews(['a', 'b'], ['a', 'b', 'c'])).toBe(true);
    expect(isNews(['a', 'b'], ['b', 'c'])).toBe(true);
    expect(isNews(['a', 'b'], ['b'])).toBe(true);
  });

  test('is neither history nor what scrolling brings back, nor a page that is new altogether', () => {
    expect(isNews(['b', 'c'], ['a', 'b', 'c'])).toBe(false);
    expect(isNews(['b', 'c'], ['a', 'b', 'c', 'd'])).toBe(false);
    expect(isNews([], ['a'])).toBe(false);
    expect(isNews(['x'], ['a', 'b'])).toBe(false);
  });
});
