import { describe, expect, test } from 'vitest';
import {
  nothingRead,
  onArrival,
  onOlder,
  onOpening,
  onSight,
  onSpeaking,
  unseenCount,
} from '../../../src/models/messages/reading';
import type { ChatEvent } from '../../../src/models/protocol';
import { emptyTimeline, receive } from '../../../src/models/messages/timeline';

const said = (...authors: string[]) =>
  receive(
    emptyTimeline,
    authors.map((by, index): ChatEvent => ({
      seq: index + 1,
      kind: by === '' ? 'joined' : 'message',
      at: '',
      by,
      text: 'x',
    })),
  );

describe('the line "New messages"', () => {
  test('stands above the first message of others after the read mark', () => {
    expect(onOpening(said('bob', 'bob', '', 'bob'), 2, 'me').unreadFrom).toBe(4);
  });

  test('does not stand when everything was read, nor for joins alone', () => {
    expect(onOpening(said('bob', 'bob'), 2, 'me').unreadFrom).toBeNull();
    expect(onOpening(said('bob', ''), 1, 'me').unreadFrom).toBeNull();
  });

  test('does not stand before one’s own last word, wherever the mark is', () => {
    expect(onOpening(said('bob', 'me', 'bob'), 1, 'me')).toEqual({ unreadFrom: 3, seenUpTo: 2, lookAfter: null });
  });

  test('does not stand for somebody who has never read here: that is history', () => {
    expect(onOpening(said('bob', 'bob'), 0, 'me')).toEqual({ unreadFrom: null, seenUpTo: 2, lookAfter: null });
  });

  test('waits for the page on which it stands, when that is not the newest', () => {
    const all = said('bob', 'bob', 'bob', 'bob', 'bob');
    const from = (low: number) => ({ ...all, low, entries: all.entries.slice(low - 1) });
    const opened = onOpening(from(5), 2, 'me');
    expect(opened.unreadFrom).toBeNull();
    const nearer = onOlder(opened, from(4), 'me');
    expect(nearer.unreadFrom).toBeNull();
    expect(onOlder(nearer, from(3), 'me').unreadFrom).toBe(3);
  });

  test('begins with what arrives while nobody watches, and stays there for what follows', () => {
    const opened = onOpening(said('bob'), 1, 'me');
    const one = onArrival(opened, said('bob', 'bob').entries, 'me', false);
    const two = onArrival(one, said('bob', 'bob', 'bob').entries, 'me', false);
    expect([one.unreadFrom, two.unreadFrom]).toEqual([2, 2]);
  });

  test('moves on when people look, and go away again', () => {
    const away = onArrival(onOpening(said('bob'), 1, 'me'), said('bob', 'bob').entries, 'me', false);
    const looked = onSight(away, 2);
    expect(onArrival(looked, said('bob', 'bob', 'bob').entries, 'me', false).unreadFrom).toBe(3);
  });

  test('does not appear under the eyes of somebody who watches, and goes with the answer', () => {
    const opened = onOpening(said('bob'), 1, 'me');
    expect(onArrival(opened, said('bob', 'bob').entries, 'me', true)).toBe(opened);
    expect(onSpeaking({ ...nothingRead, unreadFrom: 2 }).unreadFrom).toBeNull();
  });
});

test('unseen messages of others are counted, one’s own and lines are not', () => {
  expect(unseenCount(said('bob', 'me', '', 'bob', 'bob').entries, { ...nothingRead, seenUpTo: 1 }, 'me')).toBe(2);
});

test('the read mark never goes back', () => {
  expect(onSight({ ...nothingRead, seenUpTo: 9 }, 4).seenUpTo).toBe(9);
});
