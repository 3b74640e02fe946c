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
  if (seconds < 60) return `${seconds} s`;
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')} min`;
}

const serversWait = /\b(?:a second|\d+ (?:seconds|minutes|hours))\b/;

/** The server's sentence with what is left of the wait in it; null: the wait is over. */
export function countedDown(sentence: string, left: number | null): string {
  if (!serversWait.test(sentence)) return sentence;
  if (left !== null) return sentence.replace(serversWait, waitWords(left));
  return `${sentence.split('. ')[0] ?? ''}. You can try again now.`;
}
