import { describe, expect, test } from 'vitest';
import { nothingRead, onArrival, onOpening, onSight, onSpeaking, unseenCount } from '../../src/models/reading';
import type { ChatEvent } from '../../src/models/protocol';
import { emptyTimeline, receive } from '../../src/models/timeline';

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
  ).entries;

describe('the line "New messages"', () => {
  test('stands above the first message of others after the read mark', () => {
    expect(onOpening(said('bob', 'bob', '', 'bob'), 2, 'me').unreadFrom).toBe(4);
  });

  test('does not stand when everything was read, nor for joins alone', () => {
    expect(onOpening(said('bob', 'bob'), 2, 'me').unreadFrom).toBeNull();
    expect(onOpening(said('bob', ''), 1, 'me').unreadFrom).toBeNull();
  });

  test('does not stand before one’s own last word, wherever the mark is', () => {
    expect(onOpening(said('bob', 'me', 'bob'), 0, 'me')).toEqual({ unreadFrom: 3, seenUpTo: 2 });
  });

  test('begins with what arrives while nobody watches, and stays there for what follows', () => {
    const opened = onOpening(said('bob'), 1, 'me');
    const one = onArrival(opened, said('bob', 'bob'), 'me', false);
    const two = onArrival(one, said('bob', 'bob', 'bob'), 'me', false);
    expect([one.unreadFrom, two.unreadFrom]).toEqual([2, 2]);
  });

  test('moves on when people look, and go away again', () => {
    const away = onArrival(onOpening(said('bob'), 1, 'me'), said('bob', 'bob'), 'me', false);
    const looked = onSight(away, 2);
    expect(onArrival(looked, said('bob', 'bob', 'bob'), 'me', false).unreadFrom).toBe(3);
  });

  test('does not appear under the eyes of somebody who watches, and goes with the answer', () => {
    const opened = onOpening(said('bob'), 1, 'me');
    expect(onArrival(opened, said('bob', 'bob'), 'me', true)).toBe(opened);
    expect(onSpeaking({ unreadFrom: 2, seenUpTo: 2 }).unreadFrom).toBeNull();
  });
});

test('unseen messages of others are counted, one’s own and lines are not', () => {
  expect(unseenCount(said('bob', 'me', '', 'bob', 'bob'), { ...nothingRead, seenUpTo: 1 }, 'me')).toBe(2);
});

test('the read mark never goes back', () => {
  expect(onSight({ unreadFrom: null, seenUpTo: 9 }, 4).seenUpTo).toBe(9);
});
