import { waitWords } from '../joining/waiting';

/** Words for moments, in the device's own time zone. All functions take `now`, so that they can be tested and re-evaluated as time passes. */

const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const weekday = new Intl.DateTimeFormat('en-GB', { weekday: 'long' });
const dayAndMonth = new Intl.DateTimeFormat('en-GB', { weekday: 'long', day: 'numeric', month: 'long' });
const fullDate = new Intl.DateTimeFormat('en-GB', { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });
export const shortDate = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });
const shortDateAndYear = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' });

const minute = 60_000;

function startOfDay(moment: Date): Date {
  return new Date(moment.getFullYear(), moment.getMonth(), moment.getDate());
}

/** Calendar days between two moments, daylight saving or not. */
export function daysBefore(moment: Date, now: Date): number {
  return Math.round((startOfDay(now).getTime() - startOfDay(moment).getTime()) / 86_400_000);
}

/** Equal for two moments of one local calendar day. */
export function dayKey(iso: string): string {
  const moment = new Date(iso);
  return `${moment.getFullYear()}-${moment.getMonth() + 1}-${moment.getDate()}`;
}

/** "Today", "Yesterday", "Monday", "Monday 4 May", "Monday 4 May 2026". */
export function dayWord(iso: string, now: Date): string {
  const moment = new Date(iso);
  const days = daysBefore(moment, now);
  if (days === 0) return 'Today';
  if (days === 1) return 'Yesterday';
  if (days > 1 && days < 7) return weekday.format(moment);
  return (moment.getFullYear() === now.getFullYear() ? dayAndMonth : fullDate).format(moment).replace(',', '');
}

export function clockTime(iso: string): string {
  return clock.format(new Date(iso));
}

/** "Just now" for the first minute, then the clock. `now` is the server's (serverClock.ts), as all moments are. */
export function messageTime(iso: string, now: Date): string {
  return now.getTime() - new Date(iso).getTime() < minute ? 'Just now' : clockTime(iso);
}

/** By minute: writing a date takes longer than anything else about a row, and neighbours often share theirs. */
const written = new Map<number, string>();
const mostWritten = 500;

/** The whole date and time, for titles and screen readers. */
export function fullTime(iso: string): string {
  const moment = new Date(iso);
  const key = Math.floor(moment.getTime() / minute);
  let words = written.get(key);
  if (words === undefined) {
    words = `${fullDate.format(moment).replace(',', '')} at ${clock.format(moment)}`;
    if (written.size >= mostWritten) written.clear();
    written.set(key, words);
  }
  return words;
}

/** For a list of chats: the clock today, then the day. */
export function listTime(iso: string, now: Date): string {
  const moment = new Date(iso);
  const days = daysBefore(moment, now);
  if (days <= 0) return clockTime(iso);
  if (days === 1) return 'Yesterday';
  if (days < 7) return weekday.format(moment);
  return (moment.getFullYear() === now.getFullYear() ? shortDate : shortDateAndYear).format(moment);
}

/** "today, 09:02", "yesterday, 17:20", "Monday, 17:20", "4 May, 17:20": to stand inside a sentence. */
export function momentInSentence(iso: string, now: Date): string {
  const moment = new Date(iso);
  const days = daysBefore(moment, now);
  if (days <= 0) return `today, ${clockTime(iso)}`;
  if (days === 1) return `yesterday, ${clockTime(iso)}`;
  return `${listTime(iso, now)}, ${clockTime(iso)}`;
}

/** "Today, 22:09", "Yesterday, 17:20", "4 May, 17:20": to stand alone. */
export function momentAlone(iso: string, now: Date): string {
  const words = momentInSentence(iso, now);
  return words.charAt(0).toUpperCase() + words.slice(1);
}

export function lastSeen(iso: string | null, now: Date): string {
  return iso === null ? 'Not seen yet' : `Last seen ${momentInSentence(iso, now)}`;
}

/** "4 May 2026". */
export function plainDate(iso: string): string {
  return new Intl.DateTimeFormat('en-GB', { dateStyle: 'long' }).format(new Date(iso));
}

/**
 * "24 s", "1:05 min": what is left of a wait; null when it is over. Both in milliseconds of a clock that can't be set (`performance.now`):
 * a wait is so many seconds from the answer that named it, whatever the time is held to be here or there.
 */
export function countdown(until: number | null, now: number): string | null {
  if (until === null) return null;
  const seconds = Math.ceil((until - now) / 1000);
  if (!(seconds > 0)) return null;
  return waitWords(seconds);
}
