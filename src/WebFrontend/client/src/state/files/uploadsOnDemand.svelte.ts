import { part } from '../../language/loading';
import { hasToUpload } from '../../models/messages/outbox';
import type { ChatOutbox } from '../../net/outbox/chatOutbox';
import type { Uploads } from './uploads.svelte';

/** Fetches what brings files to the server once a message with files waits: most visits need none of it. */
export class UploadsOnDemand {
  /** Null while no file has had to be uploaded. */
  current = $state.raw<Uploads | null>(null);
  #fetching = false;
  #closed = false;

  constructor(
    private readonly outbox: ChatOutbox,
    private readonly notInChat: () => void,
  ) {}

  /** There may be something to upload. */
  kick(): void {
    this.current?.kick();
    if (this.current || this.#fetching || !this.outbox.entries.some(hasToUpload)) return;
    this.#fetching = true;
    part(() => import('./uploads.svelte'))
      .then(({ Uploads }) => {
        if (this.#closed) return;
        this.current = new Uploads(this.outbox, this.notInChat);
        this.current.kick();
      })
      // Not to be had now: the next connection asks again.
      .catch((error: unknown) => console.warn('Files wait: a part of the app did not arrive.', error))
      .finally(() => (this.#fetching = false));
  }

  close(): void {
    this.#closed = true;
    this.current?.close();
  }
}
