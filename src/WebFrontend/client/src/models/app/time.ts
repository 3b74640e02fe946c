import { inLanguage, source, spoken, t } from '../../language/texts';
import { waitWords } from '../joining/waiting';

/** Words for moments, in the device's own time zone. All functions take `now`, so that they can be tested and re-evaluated as time passes. */

/** Moments in one form, in the language that is spoken. */
export function inForm(options: Intl.DateTimeFormatOptions): (moment: Date) => string {
  const format = inLanguage((tag) => new Intl.DateTimeFormat(tag, options));
  // "Monday 4 May": in English a date needs no comma after the weekday.
  return (moment) => (spoken() === source ? format().format(moment).replace(',', '') : format().format(moment));
}

const clock = inForm({ hour: '2-digit', minute: '2-digit' });
const weekday = inForm({ weekday: 'long' });
const dayAndMonth = inForm({ weekday: 'long', day: 'numeric', month: 'long' });
const fullDate = inForm({ weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });
export const shortDate = inForm({ day: 'numeric', month: 'short' });
const shortDateAndYear = inForm({ day: 'numeric', month: 'short', year: 'numeric' });
const longDate = inForm({ dateStyle: 'long' });

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
  if (days === 0) return t('time.today');
  if (days === 1) return t('time.yesterday');
  if (days > 1 && days < 7) return weekday(moment);
  return (moment.getFullYear() === now.getFullYear() ? dayAndMonth : fullDate)(moment);
}

export function clockTime(iso: string): string {
  return clock(new Date(iso));
}

/** "Just now" for the first minute, then the clock. `now` is the server's (serverClock.ts), as all moments are. */
export function messageTime(iso: string, now: Date): string {
  return now.getTime() - new Date(iso).getTime() < minute ? t('time.justNow') : clockTime(iso);
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
    words = t('time.dateAt', { date: fullDate(moment), time: clock(moment) });
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
  if (days === 1) return t('time.yesterday');
  if (days < 7) return weekday(moment);
  return (moment.getFullYear() === now.getFullYear() ? shortDate : shortDateAndYear)(moment);
}

/** "today, 09:02", "yesterday, 17:20", "Monday, 17:20", "4 May, 17:20": to stand inside a sentence. */
export function momentInSentence(iso: string, now: Date): string {
  const moment = new Date(iso);
  const days = daysBefore(moment, now);
  const time = clockTime(iso);
  if (days <= 0) return t('time.todayAt', { time });
  if (days === 1) return t('time.yesterdayAt', { time });
  return t('time.dayAt', { day: listTime(iso, now), time });
}

/** "Today, 22:09", "Yesterday, 17:20", "4 May, 17:20": to stand alone. */
export function momentAlone(iso: string, now: Date): string {
  const words = momentInSentence(iso, now);
  return words.charAt(0).toLocaleUpperCase(spoken()) + words.slice(1);
}

export function lastSeen(iso: string | null, now: Date): string {
  return iso === null ? t('time.notSeen') : t('time.lastSeen', { when: momentInSentence(iso, now) });
}

/** "4 May 2026". */
export function plainDate(iso: string): string {
  return longDate(new Date(iso));
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
