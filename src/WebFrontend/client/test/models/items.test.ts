import { describe, expect, test } from 'vitest';
import { isNews } from '../../src/models/announcing';
import { groupGap, itemsOf, placementOf, type Item } from '../../src/models/items';
import type { OutboxEntry } from '../../src/models/outbox';
import type { ChatEvent } from '../../src/models/protocol';
import { emptyTimeline, receive } from '../../src/models/timeline';

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

const place = (items: readonly Item[], unreadFrom: number | null = null) =>
  items.slice(1).map((_, index) => {
    const { newDay, firstUnread, head, tail } = placementOf(items, index + 1, unreadFrom);
    return [newDay && 'day', firstUnread && 'unread', head && 'head', tail && 'tail'].filter(Boolean).join(' ');
  });

describe('items', () => {
  test('are the beginning, the entries, then what is on its way', () => {
    const items = itemsOf(receive(emptyTimeline, [message(1, 'bob', 0)]), [waiting], 'me');
    expect(items.map((item) => item.kind)).toEqual(['top', 'message', 'outgoing']);
  });

  test('keep their key when a message gets its number, so that its element stays', () => {
    const before = itemsOf(emptyTimeline, [waiting], 'me')[1];
    const after = itemsOf(receive(emptyTimeline, [{ ...message(1, 'me', 0), client_id: 'c9' }]), [], 'me')[1];
    expect(after?.key).toBe(before?.key);
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
