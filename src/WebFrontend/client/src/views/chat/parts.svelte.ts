import { part } from '../../language/loading';

/** A part of the app that not every visit needs: fetched when it is first asked for, and then at hand without a wait. */
class Part<Module> {
  #part = $state.raw<Module | null>(null);
  #loading: Promise<Module> | null = null;

  constructor(private readonly fetchIt: () => Promise<Module>) {}

  /** Null until it is there; asking fetches it. */
  get part(): Module | null {
    if (this.#part === null && this.#loading === null)
      void this.load().catch(() => setTimeout(() => void this.part, 5000));
    return this.#part;
  }

  load(): Promise<Module> {
    this.#loading ??= part(this.fetchIt)
      .then((module) => (this.#part = module))
      .finally(() => (this.#loading = null));
    return this.#loading;
  }
}

/** What shows the files of messages. */
export const attachments = new Part(() => import('../files/Attachments.svelte'));
