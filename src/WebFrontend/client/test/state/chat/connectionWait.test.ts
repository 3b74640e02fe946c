import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ConnectionWait } from '../../../src/state/chat/connectionWait.svelte';

let wait: ConnectionWait;
beforeEach(() => {
  vi.useFakeTimers();
  wait = new ConnectionWait();
});
afterEach(() => vi.useRealTimers());

test('a short loss is not told', () => {
  wait.begin();
  vi.advanceTimersByTime(1400);
  wait.connected();
  vi.advanceTimersByTime(10_000);
  expect(wait.told).toBe(false);
});

test('a longer one is, counted from its beginning, until the connection is there', () => {
  wait.begin();
  vi.advanceTimersByTime(1000);
  wait.begin();
  vi.advanceTimersByTime(500);
  expect(wait.told).toBe(true);
  wait.connected();
  expect(wait.told).toBe(false);
});

test('nothing is told of a chat that has ended', () => {
  wait.begin();
  wait.end();
  vi.advanceTimersByTime(10_000);
  expect(wait.told).toBe(false);
});
