import { cachePage, type CachedPage } from '../../net/storage/storage';

const delay = 800;

/** Keeps what an open chat shows for the next visit: a little after each change, and at the latest when the page goes away. */
export class PageKeeper {
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param toKeep Null while there is nothing certain. */
  constructor(private readonly toKeep: () => CachedPage | null) {}

  start(): void {
    addEventListener('pagehide', this.keep);
  }

  close(): void {
    removeEventListener('pagehide', this.keep);
    this.keep();
  }

  /** Not put off by what follows: a busy chat is kept as well as a quiet one. */
  soon(): void {
    this.#timer ??= setTimeout(this.keep, delay);
  }

  /** What was to be kept soon is not kept: there is nothing to come back to. */
  forget(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  readonly keep = (): void => {
    this.forget();
    const page = this.toKeep();
    if (page !== null) void cachePage(page);
  };
}
