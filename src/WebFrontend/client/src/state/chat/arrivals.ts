import type { ChatEvent } from '../../models/protocol';
import { Throttled } from '../app/throttled';

/** What arrives faster than this is shown together: a busy chat is read no quicker, and costs a fraction. */
const showDelay = 100;

/** Events that have come and are not shown yet. */
export class Arrivals {
  #events: ChatEvent[] = [];
  readonly #showing: Throttled;

  constructor(show: (events: ChatEvent[]) => void) {
    this.#showing = new Throttled(showDelay, () => {
      const events = this.#events;
      this.#events = [];
      show(events);
    });
  }

  add(events: readonly ChatEvent[]): void {
    this.#events.push(...events);
    this.#showing.ask();
  }

  /** They are not shown: they were meant for another person. */
  clear(): void {
    this.#events = [];
  }
}
