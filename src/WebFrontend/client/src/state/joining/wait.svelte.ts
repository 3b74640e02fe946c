import { secondsToWait } from '../../models/joining/waiting';
import type { Refusal } from '../../models/protocol';
import { fastClock } from '../app/clock.svelte';

/** The wait that a refusal asked for. By a clock that only goes forward: the device's time of day may be wrong, or be put right. */
export class Wait {
  #until = $state.raw<number | null>(null);

  /** Begins again with every answer: null, or one that asks for no wait, ends it. */
  begin(refusal: Refusal | null): void {
    const seconds = refusal === null ? null : secondsToWait(refusal);
    this.#until = seconds === null ? null : performance.now() + seconds * 1000;
  }

  /** Whether a wait was asked for, over or not. */
  get asked(): boolean {
    return this.#until !== null;
  }

  /** Whole seconds that are left; null when there is nothing to wait for. */
  get left(): number | null {
    if (this.#until === null) return null;
    const seconds = Math.ceil((this.#until - fastClock.elapsed) / 1000);
    return seconds > 0 ? seconds : null;
  }
}
