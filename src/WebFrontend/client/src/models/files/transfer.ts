/** How far a file is on its way. */
export interface Transfer {
  sent: number;
  total: number;
  /** Bytes a second, lately; null while that can't be said. */
  speed: number | null;
  state: 'sending' | 'waiting' | 'finishing';
}

/** How much had been sent at a moment (milliseconds). */
interface Sample {
  at: number;
  sent: number;
}

const memory = 4000;
const soonest = 700;

/** The speed over the last seconds: neither jumping with every packet nor remembering a better network. */
export class Speedometer {
  #samples: Sample[] = [];

  /** A pause, or bytes that have to be sent again: what was before says nothing of what comes. */
  restart(at: number, sent: number): void {
    this.#samples = [{ at, sent }];
  }

  note(at: number, sent: number): void {
    const last = this.#samples[this.#samples.length - 1];
    if (last && sent < last.sent) return this.restart(at, sent);
    this.#samples.push({ at, sent });
    while (this.#samples.length > 2 && (this.#samples[1]?.at ?? at) <= at - memory) this.#samples.shift();
  }

  get speed(): number | null {
    const first = this.#samples[0];
    const last = this.#samples[this.#samples.length - 1];
    if (!first || !last || last.at - first.at < soonest) return null;
    return ((last.sent - first.sent) * 1000) / (last.at - first.at);
  }
}

export const percentOf = ({ sent, total }: Pick<Transfer, 'sent' | 'total'>): number =>
  total === 0 ? 100 : Math.min(100, Math.floor((sent / total) * 100));
