import { t } from '../../language/texts';
import { hasToUpload, type OutgoingFile } from '../../models/messages/outbox';
import { letGo } from './fileStorage';
import { FileUpload, type UploadPort } from './fileUpload';
import * as calls from './uploadCalls';
import { inOneTab } from '../chat/inOneTab';
import { Delay, onWakeUp } from '../chat/wakeUp';

/** Files on their way at once; of each, one block. */
const mostAtOnce = 2;

/**
 * Brings the files of waiting messages to the server, in blocks, and goes on where it stopped: after a lost connection,
 * a restarted server, a closed page. One tab of a chat does it, the one that holds the lock, where browsers have locks.
 */
export class Uploader {
  readonly #active = new Map<string, { stop: AbortController; delay: Delay }>();
  #holdsLock = false;
  #asksForLock = false;
  #idle: () => void = () => undefined;
  #closed = false;
  readonly #forgetWakeUp = onWakeUp(() => this.#active.forEach(({ delay }) => delay.interrupt()));

  constructor(
    private readonly chatId: string,
    private readonly port: UploadPort,
  ) {}

  /** There may be something to upload, or something that is not to be uploaded any more. */
  kick(): void {
    if (this.#closed) return;
    for (const [id, { stop, delay }] of this.#active) {
      if (this.#waiting().some(({ file }) => file.id === id)) continue;
      stop.abort();
      delay.interrupt();
    }
    if (this.#holdsLock) this.#fill();
    else if (!this.#asksForLock && this.#next() !== null) void this.#hold();
  }

  /** The message goes without these: what the server has of them is not needed any more. */
  forget(files: readonly OutgoingFile[]): void {
    this.kick();
    letGo(files);
    // What can't be said now, the server finds out by itself within a day.
    for (const { uploadId } of files) if (uploadId !== null) void calls.cancelUpload(this.chatId, uploadId);
  }

  close(): void {
    this.#closed = true;
    this.#forgetWakeUp();
    for (const { stop, delay } of this.#active.values()) {
      stop.abort();
      delay.interrupt();
    }
    this.#idle();
  }

  #waiting(): { clientId: string; file: OutgoingFile }[] {
    return this.port
      .read()
      .filter(hasToUpload)
      .flatMap(({ clientId, files = [] }) =>
        files.filter((file) => !file.done && file.failure === null).map((file) => ({ clientId, file })),
      );
  }

  #next() {
    return this.#waiting().find(({ file }) => !this.#active.has(file.id)) ?? null;
  }

  async #hold(): Promise<void> {
    this.#asksForLock = true;
    const work = async () => {
      await this.port.reload();
      if (this.#closed) return;
      this.#holdsLock = true;
      const idle = new Promise<void>((resolve) => (this.#idle = resolve));
      this.#fill();
      await idle;
      this.#holdsLock = false;
    };
    try {
      await inOneTab(`connectnow-uploads-${this.chatId}`, work);
    } finally {
      this.#asksForLock = false;
    }
    this.kick();
  }

  #fill(): void {
    for (let next = this.#next(); next !== null && this.#active.size < mostAtOnce; next = this.#next()) {
      void this.#upload(next.clientId, next.file);
    }
    if (this.#active.size === 0) this.#idle();
  }

  async #upload(clientId: string, file: OutgoingFile): Promise<void> {
    const way = { stop: new AbortController(), delay: new Delay() };
    this.#active.set(file.id, way);
    try {
      await new FileUpload(this.chatId, clientId, file, this.port, way.stop.signal, way.delay).run();
    } catch (error) {
      // Nothing that waiting would mend: a person decides, instead of the same being tried for ever.
      console.error('A file could not be sent.', error);
      const unexpected = t('attach.unexpected');
      await this.port.changeFile(clientId, file.id, { failure: unexpected });
      this.port.failed(clientId, unexpected, false);
    } finally {
      this.#active.delete(file.id);
      this.port.progress(file.id, null);
      if (!this.#closed) this.#fill();
    }
  }
}
