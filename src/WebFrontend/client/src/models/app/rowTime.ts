import { clockTime, daysBefore, inForm, shortDate } from './time';

const shortWeekday = inForm({ weekday: 'short' });
const monthAndYear = inForm({ month: 'short', year: 'numeric' });

/** When it was, in the narrow column of a list: "22:11", "Mon", "27 Nov", "Nov 2025". */
export function rowTime(iso: string, now: Date): string {
  const moment = new Date(iso);
  const days = daysBefore(moment, now);
  if (days <= 0) return clockTime(iso);
  if (days < 7) return shortWeekday(moment);
  return (moment.getFullYear() === now.getFullYear() ? shortDate : monthAndYear)(moment);
}
