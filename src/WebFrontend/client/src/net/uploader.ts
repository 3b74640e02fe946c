import { backoffDelay } from '../models/backoff';
import { hasToUpload, type Outbox, type OutgoingFile } from '../models/outbox';
import type { Refusal, Upload } from '../models/protocol';
import { Speedometer, type Transfer } from '../models/transfer';
import { afterRefusal, blockRange, mostTries, stagedBytes, stagedDigests } from '../models/uploadPlan';
import { blobOf, letGo, noteSent, previewInTheMaking, previewOf } from './fileStorage';
import { contentDigest, sha256, wholeDigest } from './hashing';
import type { Outcome } from './http';
import * as calls from './uploadCalls';
import { Nap, onWakeUp } from './wakeUp';

export interface UploadPort {
  read(): Outbox;
  /** What the storage has, other tabs included. */
  reload(): Promise<void>;
  /** False when the file waits no more. */
  changeFile(clientId: string, fileId: string, fields: Partial<OutgoingFile>): Promise<boolean>;
  /** Null: it is not on its way now. */
  progress(fileId: string, transfer: Transfer | null): void;
  failed(clientId: string, sentence: string): Promise<void>;
  notInChat(): void;
}

/** Files on their way at once; of each, one block. */
const mostAtOnce = 2;
const progressEvery = 200;
/** What is still being drawn when the file has arrived gets so long. */
const previewPatience = 15_000;

/**
 * Brings the files of waiting messages to the server, in blocks, and goes on where it stopped: after a lost connection,
 * a restarted server, a closed page. One tab of a chat does it, the one that holds the lock, where browsers have locks.
 */
export class Uploader {
  readonly #active = new Map<string, { stop: AbortController; nap: Nap }>();
  #holdsLock = false;
  #asksForLock = false;
  #idle: () => void = () => undefined;
  #closed = false;
  readonly #forgetWakeUp = onWakeUp(() => this.#active.forEach(({ nap }) => nap.interrupt()));

  constructor(
    private readonly chatId: string,
    private readonly port: UploadPort,
  ) {}

  /** There may be something to upload, or something that is not to be uploaded any more. */
  kick(): void {
    if (this.#closed) return;
    for (const [id, { stop, nap }] of this.#active) {
      if (this.#waiting().some(({ file }) => file.id === id)) continue;
      stop.abort();
      nap.interrupt();
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
    for (const { stop, nap } of this.#active.values()) {
      stop.abort();
      nap.interrupt();
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
      // Typed as always there, but browsers offer locks only on https and localhost.
      const locks = navigator.locks as LockManager | undefined;
      await (locks ? locks.request(`connectnow-uploads-${this.chatId}`, work) : work());
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
    const way = { stop: new AbortController(), nap: new Nap() };
    this.#active.set(file.id, way);
    try {
      await new OneUpload(this.chatId, clientId, file, this.port, way.stop.signal, way.nap).run();
    } catch (error) {
      // Nothing that waiting would mend: a person decides, instead of the same being tried for ever.
      console.error('A file could not be sent.', error);
      await this.port.changeFile(clientId, file.id, { failure: unexpected });
      await this.port.failed(clientId, unexpected);
    } finally {
      this.#active.delete(file.id);
      this.port.progress(file.id, null);
      if (!this.#closed) this.#fill();
    }
  }
}

class Refused extends Error {
  constructor(
    readonly refusal: Refusal,
    /** A block did not arrive as it left: nothing that sending it again would not mend. */
    readonly broken = false,
  ) {
    super(refusal.reason);
  }
}

function valueOf<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Refused(outcome.refusal);
  return outcome.value;
}

const unexpected = 'This file could not be sent. Try again.';
const changed =
  'This file can no longer be read: it may have been changed, moved or removed on your device. Remove it and choose it again.';
const lost = 'This file is no longer kept on this device. Remove it and choose it again.';

/** One file, until the server has it, will not have it, or nobody wants it sent any more. */
class OneUpload {
  readonly #speed = new Speedometer();
  readonly #hashes: Uint8Array<ArrayBuffer>[] = [];
  #uploadId: string | null;
  /** Every block was answered as arrived: the server may just not have told what became of them. */
  #allSent = false;
  /** Failures in a row without progress. */
  #tries = 0;
  #toldAt = 0;
  #lastSent = 0;

  constructor(
    private readonly chatId: string,
    private readonly clientId: string,
    private readonly file: OutgoingFile,
    private readonly port: UploadPort,
    private readonly signal: AbortSignal,
    private readonly nap: Nap,
  ) {
    this.#uploadId = file.uploadId;
  }

  async run(): Promise<void> {
    const blob = await blobOf(this.chatId, this.file.id);
    if (blob === null) return this.#fail(lost);
    while (!this.signal.aborted) {
      try {
        await this.#send(blob);
        return;
      } catch (error) {
        if (this.signal.aborted) return;
        if (error instanceof DOMException) return this.#fail(changed);
        if (!(error instanceof Refused)) throw error;
        if (!(await this.#goesOn(error))) return;
      }
    }
  }

  /** From wherever the server stands to the end. */
  async #send(blob: Blob): Promise<void> {
    const upload = await this.#findOrBegin();
    if (upload === null) return;
    noteSent(upload.id, this.file.id);
    if (upload.attachment === null) {
      if (!this.#allSent) await this.#sendBlocks(blob, upload);
      if (this.signal.aborted) return;
      this.#allSent = true;
      this.#tell(upload.size, 'finishing', true);
      await this.#offerPreview(upload.id);
      if (this.signal.aborted) return;
      const { width, height, duration, voice, waveform } = this.file;
      const digest = await wholeDigest(this.#hashes);
      valueOf(await calls.completeUpload(this.chatId, upload.id, { digest, width, height, duration, voice, waveform }));
    }
    if (!this.signal.aborted) await this.#note({ done: true });
  }

  async #findOrBegin(): Promise<Upload | null> {
    if (this.#uploadId !== null) return valueOf(await calls.findUpload(this.chatId, this.#uploadId));
    const upload = valueOf(await calls.beginUpload(this.chatId, this.file));
    this.#uploadId = upload.id;
    return (await this.#note({ uploadId: upload.id })) ? upload : null;
  }

  async #sendBlocks(blob: Blob, upload: Upload): Promise<void> {
    const staged = stagedDigests(upload);
    let sent = stagedBytes(upload);
    this.#speed.restart(performance.now(), sent);
    for (const [index, there] of staged.entries()) {
      const [from, to] = blockRange(upload.size, upload.block_size, index);
      const known = this.#hashes[index];
      if (known && there === contentDigest(known)) continue;
      const bytes = await blob.slice(from, to).arrayBuffer();
      const hash = await sha256(new Uint8Array(bytes));
      if (this.signal.aborted) return;
      this.#hashes[index] = hash;
      const digest = contentDigest(hash);
      if (there === digest) continue;
      if (there !== undefined) sent -= to - from;
      const before = sent;
      const onProgress = (loaded: number) => this.#tell(before + Math.min(loaded, to - from), 'sending');
      const headers = { 'Content-Digest': digest, 'Content-Type': 'application/octet-stream' };
      const { signal } = this;
      const outcome = await calls.putBlock(this.chatId, upload.id, index, { body: bytes, headers, signal, onProgress });
      if (!outcome.ok) throw new Refused(outcome.refusal, outcome.refusal.status === 422);
      sent += to - from;
      this.#tries = 0;
      this.#tell(sent, 'sending');
    }
  }

  /** A nicety: what goes wrong with it does not hold up the file. */
  async #offerPreview(uploadId: string): Promise<void> {
    const making = previewInTheMaking(this.file.id);
    if (making) {
      await Promise.race([making, this.nap.for(previewPatience)]);
      this.nap.interrupt();
      if (this.signal.aborted) return;
    }
    const picture = await blobOf(this.chatId, previewOf(this.file.id));
    if (picture === null) return;
    const outcome = await calls.putPreview(this.chatId, uploadId, picture, this.signal);
    if (!outcome.ok) console.debug('The preview was not taken.', outcome.refusal.reason);
  }

  /** Waits if that is what helps. False when this upload has ended. */
  async #goesOn({ refusal, broken }: Refused): Promise<boolean> {
    const next = broken && this.#tries < mostTries ? 'look' : afterRefusal(refusal, this.#tries);
    this.#tries += 1;
    switch (next) {
      case 'look':
        this.#allSent = false;
        return true;
      case 'anew':
        this.#uploadId = null;
        this.#allSent = false;
        return this.#note({ uploadId: null });
      case 'wait':
        this.#tell(null, 'waiting', true);
        await this.nap.for(refusal.retry_after ? refusal.retry_after * 1000 : backoffDelay(this.#tries));
        return true;
      case 'leave':
        this.port.notInChat();
        return false;
      case 'fail':
        await this.#fail(refusal.detail);
        return false;
    }
  }

  #note(fields: Partial<OutgoingFile>): Promise<boolean> {
    return this.port.changeFile(this.clientId, this.file.id, fields);
  }

  async #fail(sentence: string): Promise<void> {
    await this.#note({ failure: sentence });
    await this.port.failed(this.clientId, sentence);
  }

  /** A few times a second is enough for the eye. */
  #tell(bytes: number | null, state: Transfer['state'], atOnce = false): void {
    const now = performance.now();
    const sent = bytes ?? this.#lastSent;
    this.#lastSent = sent;
    if (state === 'sending') this.#speed.note(now, sent);
    if (!atOnce && now - this.#toldAt < progressEvery) return;
    this.#toldAt = now;
    const speed = state === 'sending' ? this.#speed.speed : null;
    this.port.progress(this.file.id, { sent, total: this.file.size, speed, state });
  }
}
