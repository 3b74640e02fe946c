import { expect, test } from 'vitest';
import { movingWord, moves } from '../../../src/models/files/moving';
import { positionWords } from '../../../src/models/files/playing';

test.each([
  [0, 6, false, '0:06', '0 seconds of 6 seconds'],
  [2, 6, true, '0:02', '2 seconds of 6 seconds'],
])('at %d of %s seconds the time and the whole are told', (at, length, begun, shown, spoken) => {
  expect(positionWords(at, length, begun)).toEqual({ shown, spoken });
});

test('an unknown length is never told as none: only what has passed is', () => {
  expect(positionWords(0, null, false)).toEqual({ shown: '', spoken: '0 seconds' });
  expect(positionWords(6, null, true)).toEqual({ shown: '0:06', spoken: '6 seconds' });
});

test.each([
  ['image/gif', true, true],
  ['image/png', true, true],
  ['image/webp', true, true],
  ['image/gif', false, false],
  ['image/webp', false, false],
  ['image/gif', null, true],
  ['image/png', undefined, false],
])('a picture of type %s that the server calls moving %s moves: %s', (type, animated, expected) => {
  expect(moves({ type, animated })).toBe(expected);
});

test('what moves and is no GIF is not called one', () => {
  expect([movingWord({ type: 'image/gif' }), movingWord({ type: 'image/webp' })]).toEqual(['GIF', 'Animated']);
});
