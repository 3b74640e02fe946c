import { createSubscriber } from 'svelte/reactivity';
import { serverClock } from '../../models/app/serverClock';

/** The present as the server has it, ticking only while some page reads `now`. */
class Clock {
  readonly #subscribe: () => void;

  constructor(period: number) {
    this.#subscribe = createSubscriber((update) => {
      const timer = setInterval(update, period);
      return () => clearInterval(timer);
    });
  }

  get now(): Date {
    this.#subscribe();
    return serverClock.now();
  }

  /** Milliseconds by a clock that can't be set: for waits. */
  get elapsed(): number {
    this.#subscribe();
    return performance.now();
  }
}

/** For times of messages: "Just now" turns into the clock. */
export const slowClock = new Clock(15_000);
/** For countdowns. */
export const fastClock = new Clock(500);
