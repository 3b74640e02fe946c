import { formsOf, inLanguage, t } from '../../language/texts';
import type { Refusal } from '../protocol';

/** A longer wait is said once, in words: a countdown of hours helps no one. */
const longestCounted = 3600;

/** How many seconds to count down after a refusal; null when there is nothing to count. */
export function secondsToWait(refusal: Refusal): number | null {
  const seconds = refusal.retry_after ?? 0;
  return refusal.status === 429 && seconds > 1 && seconds <= longestCounted ? seconds : null;
}

/** Whether nothing the form can send would be taken before the wait is over. Another address, for one, may have a code at once. */
export function holdsForm(refusal: Refusal | null): boolean {
  return refusal?.reason === 'too_many_tries' || refusal?.reason === 'too_fast';
}

/** "24 s", "1:05 min". */
export function waitWords(seconds: number): string {
  if (seconds < 60) return t('time.seconds', { seconds });
  return t('time.minutes', { minutes: `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}` });
}

const waitKeys = ['refusal.wait.second', 'refusal.wait.seconds', 'refusal.wait.minutes', 'refusal.wait.hours'] as const;

/** A wait as the server says it, in the same words: it has them from the same catalogue. */
const serversWait = inLanguage(() => {
  const waits = waitKeys.flatMap(formsOf);
  const patterns = waits.map((wait) => wait.replace(/[.*+?^$()|[\]\\]/g, '\\$&').replace('{count}', '\\d+'));
  // The longest first: "2 hours" before the "2 h" that it may begin with.
  return new RegExp(patterns.sort((a, b) => b.length - a.length).join('|'), 'u');
});

const sentences = inLanguage((tag) => new Intl.Segmenter(tag, { granularity: 'sentence' }));

/** The server's sentence with what is left of the wait in it; null: the wait is over. */
export function countedDown(sentence: string, left: number | null): string {
  if (!serversWait().test(sentence)) return sentence;
  if (left !== null) return sentence.replace(serversWait(), waitWords(left));
  const [first] = sentences().segment(sentence);
  return t('join.tryNow', { sentence: first?.segment.trim() ?? '' });
}
