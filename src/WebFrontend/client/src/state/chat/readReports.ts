import { chatSeen } from '../../net/notifications/notices';
import { Throttled } from '../app/throttled';

const readDelay = 250;
const noticeDelay = 1000;

/** Tells how far the person has read: the server, and the notifications of this device. Not for every single message. */
export class ReadReports {
  #told = 0;
  #cleared = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #clearing: Throttled;

  /** @param tell Tells the server; false when it can't be told now. */
  constructor(
    chatId: string,
    private readonly tell: (seq: number) => boolean,
  ) {
    this.#clearing = new Throttled(noticeDelay, () => void chatSeen(chatId));
  }

  /** Another connection: what was told on the last one may not have arrived. */
  restart(): void {
    this.#told = 0;
  }

  /** @param read How far it is now; asked again when it is told. */
  note(read: () => number): void {
    if (read() > this.#cleared) {
      this.#cleared = read();
      this.#clearing.ask();
    }
    if (read() <= this.#told) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      const seq = read();
      if (seq > this.#told && this.tell(seq)) this.#told = seq;
    }, readDelay);
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#clearing.flush();
  }
}
