/**
 * Work that is done at once when it is asked for, and after that at most once in `period` milliseconds: whatever is asked for
 * meanwhile is done together, at the end of it.
 */
export class Throttled {
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asked = false;

  constructor(
    private readonly period: number,
    private readonly work: () => void,
  ) {}

  ask(): void {
    this.#asked = true;
    if (this.#timer === undefined) this.flush();
  }

  /** Does now what is still to be done. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (!this.#asked) return;
    this.#asked = false;
    this.#timer = setTimeout(() => this.flush(), this.period);
    this.work();
  }
}
