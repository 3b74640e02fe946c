/**
 * Exponential backoff with full jitter: many clients that lost one server must not come back in one wave. The longest
 * wait leaves time to be whole again within ten seconds of the server's return.
 */
export const shortestDelay = 200;
export const longestDelay = 8_000;

/** Milliseconds to wait before attempt number `attempt` (from 0); `random` is in [0, 1). */
export function backoffDelay(attempt: number, random: () => number = Math.random): number {
  const ceiling = Math.min(longestDelay, shortestDelay * 2 ** Math.min(attempt, 16));
  return Math.max(shortestDelay / 2, Math.round(ceiling * random()));
}
