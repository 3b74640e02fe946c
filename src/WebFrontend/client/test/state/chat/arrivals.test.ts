import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { ChatEvent } from '../../../src/models/protocol';
import { Arrivals } from '../../../src/state/chat/arrivals';

const event = (seq: number) => ({ seq }) as ChatEvent;

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

test('the first is shown at once, and what follows within a moment together, in order', () => {
  const shown: number[][] = [];
  const arrivals = new Arrivals((events) => shown.push(events.map(({ seq }) => seq)));
  arrivals.add([event(1)]);
  arrivals.add([event(2), event(3)]);
  arrivals.add([event(4)]);
  expect(shown).toEqual([[1]]);
  vi.advanceTimersByTime(100);
  expect(shown).toEqual([[1], [2, 3, 4]]);
});

test('what was meant for another person is not shown', () => {
  const shown: number[] = [];
  const arrivals = new Arrivals((events) => shown.push(...events.map(({ seq }) => seq)));
  arrivals.add([event(1)]);
  arrivals.add([event(2)]);
  arrivals.clear();
  vi.advanceTimersByTime(1000);
  expect(shown).toEqual([1]);
});
