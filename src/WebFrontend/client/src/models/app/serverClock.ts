/** How far an answer may be off before it counts: it has travelled, and some tell whole seconds only. */
const tolerance = 2_000;

/**
 * The time as the server has it: moments that it names must not be compared with a device's clock, which may be days off. Until it has
 * said what time it is there, the device's is all there is. From then on the time goes on by a clock that can't be set. Hours and days are
 * still written in the device's own zone.
 */
export class ServerClock {
  #ahead: number | null = null;

  constructor(
    private readonly device: () => number = () => Date.now(),
    private readonly running: () => number = () => performance.now(),
  ) {}

  /** The server has just said that it is this late. */
  learn(said: string | null | undefined): void {
    const moment = said ? Date.parse(said) : NaN;
    if (Number.isFinite(moment) && Math.abs(moment - this.now().getTime()) > tolerance)
      this.#ahead = moment - this.running();
  }

  now(): Date {
    return new Date(this.#ahead === null ? this.device() : this.running() + this.#ahead);
  }
}

export const serverClock = new ServerClock();
