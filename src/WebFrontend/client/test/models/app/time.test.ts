import { describe, expect, test } from 'vitest';
import * as time from '../../../src/models/app/time';

const now = new Date(2026, 4, 6, 15, 30);
const local = (year: number, month: number, day: number, hour = 9, minute = 2) =>
  new Date(year, month - 1, day, hour, minute).toISOString();

describe('times', () => {
  test('of a message are "Just now" for a minute, then the clock', () => {
    expect(time.messageTime(new Date(now.getTime() - 59_000).toISOString(), now)).toBe('Just now');
    expect(time.messageTime(new Date(now.getTime() - 60_000).toISOString(), now)).toBe('15:29');
    expect(time.messageTime(new Date(now.getTime() + 5_000).toISOString(), now)).toBe('Just now');
  });

  test.each([
    [local(2026, 5, 6), 'Today'],
    [local(2026, 5, 5, 23, 59), 'Yesterday'],
    [local(2026, 5, 2), 'Saturday'],
    [local(2026, 4, 29), 'Wednesday 29 April'],
    [local(2025, 5, 6), 'Tuesday 6 May 2025'],
  ])('day %#: %s is %s', (iso, word) => {
    expect(time.dayWord(iso, now)).toBe(word);
  });

  test('tell one day from another by the calendar of the device', () => {
    expect(time.dayKey(local(2026, 5, 6, 0, 0))).toBe(time.dayKey(local(2026, 5, 6, 23, 59)));
    expect(time.dayKey(local(2026, 5, 6))).not.toBe(time.dayKey(local(2026, 6, 6)));
  });

  test('in full name day, date and clock', () => {
    expect(time.fullTime(local(2026, 5, 4))).toBe('Monday 4 May 2026 at 09:02');
  });

  test.each([
    [local(2026, 5, 6), 'today, 09:02'],
    [local(2026, 5, 5), 'yesterday, 09:02'],
    [local(2026, 5, 3), 'Sunday, 09:02'],
    [local(2026, 4, 3), '3 Apr, 09:02'],
    [local(2024, 4, 3), '3 Apr 2024, 09:02'],
  ])('inside a sentence: %#', (iso, words) => {
    expect(time.momentInSentence(iso, now)).toBe(words);
  });

  test('alone begin like a sentence', () => {
    expect(time.momentAlone(local(2026, 5, 6), now)).toBe('Today, 09:02');
    expect(time.momentAlone(local(2026, 5, 5), now)).toBe('Yesterday, 09:02');
    expect(time.momentAlone(local(2026, 4, 3), now)).toBe('3 Apr, 09:02');
  });

  test('of somebody never seen are said so', () => {
    expect(time.lastSeen(null, now)).toBe('Not seen yet');
    expect(time.lastSeen(local(2026, 5, 6), now)).toBe('Last seen today, 09:02');
  });

  test('of a wait count down and end', () => {
    expect(time.countdown(30_000, 6_000)).toBe('24 s');
    expect(time.countdown(66_000, 1_000)).toBe('1:05 min');
    expect(time.countdown(1_000, 1_000)).toBeNull();
    expect(time.countdown(null, 1_000)).toBeNull();
  });

  test('of the date of creation are plain', () => {
    expect(time.plainDate(local(2026, 5, 4))).toBe('4 May 2026');
  });
});
