import type { DBSchema, IDBPDatabase, IDBPTransaction, StoreNames } from 'idb';
import { inTime, Late } from '../chat/inTime';
import { begin, openDatabase } from './requests';

type Mode = 'readonly' | 'readwrite';
type Work<S extends DBSchema, N extends readonly StoreNames<S>[], M extends Mode, T> = (
  transaction: IDBPTransaction<S, N, M>,
) => Promise<T>;

/** A healthy storage needs milliseconds, on a busy machine a second. */
const patience = 4000;
/** One that did not answer is left alone for so long, instead of being waited for again and again. */
const pause = 30_000;
/** What must be written in the end is tried again so often. */
const again = 10_000;

/**
 * A database of this origin. Browsers may have none (private windows), refuse it (a full disk), or never answer: who
 * asks gets something else instead within some seconds, and the app works from memory alone. What is lost is only what
 * should have outlived the page, so this is said once in the console and not to the person.
 */
export class Database<S extends DBSchema> {
  #opening: Promise<IDBDatabase> | null = null;
  #leftAloneUntil = 0;
  #complained = false;
  readonly #unwritten = new Map<string, () => Promise<boolean>>();
  #nextTry: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly name: string,
    private readonly version: number,
    private readonly upgrade: (database: IDBPDatabase<S>, from: number) => void,
  ) {}

  /** What is there; `otherwise` when that can't be known. */
  async read<T, const N extends readonly StoreNames<S>[]>(
    stores: N,
    work: Work<S, N, 'readonly', T>,
    otherwise: T,
  ): Promise<T> {
    return this.#attempt(stores, 'readonly', work).catch(() => otherwise);
  }

  /** All of it is written, or nothing: then `otherwise`. */
  async write<T, const N extends readonly StoreNames<S>[]>(
    stores: N,
    work: Work<S, N, 'readwrite', T>,
    otherwise: T,
  ): Promise<T> {
    return this.writeOrThrow(stores, work).catch(() => otherwise);
  }

  /** The same for a caller that wants to know why not. */
  async writeOrThrow<T, const N extends readonly StoreNames<S>[]>(
    stores: N,
    work: Work<S, N, 'readwrite', T>,
  ): Promise<T> {
    if (this.#unwritten.size > 0) await this.#writeUnwritten();
    return this.#attempt(stores, 'readwrite', work);
  }

  /**
   * Written in the end: what fails is tried again, before anything that is written later, until it succeeds, the page is
   * closed, or a later call replaces it: one whose `key` is the same or a beginning of it. Settled after the first try:
   * whether it is written. `written` is called when it is.
   */
  async persist<const N extends readonly StoreNames<S>[]>(
    key: string,
    stores: N,
    work: Work<S, N, 'readwrite', unknown>,
    written: () => void = () => undefined,
  ): Promise<boolean> {
    for (const older of [...this.#unwritten.keys()].filter((each) => each.startsWith(key))) {
      this.#unwritten.delete(older);
    }
    const attempt = async () => {
      const done = await this.#attempt(stores, 'readwrite', work).then(
        () => true,
        () => false,
      );
      const replaced = this.#unwritten.get(key) !== attempt;
      if (done && !replaced) this.#unwritten.delete(key);
      if (done) written();
      else if (!replaced) this.#nextTry ??= setTimeout(() => void this.#writeUnwritten(), again);
      return done;
    };
    const earlier = this.#unwritten.size > 0 ? this.#writeUnwritten() : null;
    this.#unwritten.set(key, attempt);
    await earlier;
    return attempt();
  }

  async #writeUnwritten(): Promise<void> {
    clearTimeout(this.#nextTry);
    this.#nextTry = undefined;
    for (const attempt of [...this.#unwritten.values()]) await attempt();
  }

  async #attempt<T, const N extends readonly StoreNames<S>[], M extends Mode>(
    stores: N,
    mode: M,
    work: Work<S, N, M, T>,
  ): Promise<T> {
    if (Date.now() < this.#leftAloneUntil) throw new Late();
    const tried: { transaction?: IDBPTransaction<S, N, M>; over?: boolean } = {};
    const run = async () => {
      const database = await this.#open();
      if (tried.over) throw new Late();
      const transaction = (tried.transaction = begin<S, N, M>(database, stores, mode));
      transaction.done.catch(() => undefined);
      return (await Promise.all([work(transaction), transaction.done]))[0];
    };
    try {
      return await inTime(run(), patience);
    } catch (error) {
      tried.over = true;
      const reason: unknown = tried.transaction?.error ?? error;
      // One that is neither completed nor aborted would hold up all that come after it.
      try {
        tried.transaction?.abort();
      } catch {
        // It has ended already.
      }
      if (error instanceof Late) this.#leftAloneUntil = Date.now() + pause;
      // A lost connection is never found again by itself. No room is no such fault.
      if (!isQuota(reason)) this.#disconnect();
      if (!this.#complained) console.warn('Nothing is kept for later: the storage failed.', error);
      this.#complained = true;
      throw reason;
    }
  }

  #open(): Promise<IDBDatabase> {
    const { upgrade } = this;
    this.#opening ??= openDatabase<S>(this.name, this.version, {
      upgrade,
      // Another tab brings a newer version: make way, and open again when next needed.
      blocking: () => this.#disconnect(),
      terminated: () => (this.#opening = null),
    });
    return this.#opening;
  }

  #disconnect(): void {
    const opening = this.#opening;
    this.#opening = null;
    // One that opens when no call waits for it any longer would stand in the way of a newer version.
    opening?.then((database) => database.close()).catch(() => undefined);
  }
}

export function isQuota(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'QuotaExceededError';
}
