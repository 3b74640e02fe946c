import { t } from '../../language/texts';
import { backoffDelay } from '../../models/app/backoff';
import type { Outbox, OutgoingFile } from '../../models/messages/outbox';
import type { Refusal, Upload } from '../../models/protocol';
import { Speedometer, type Transfer } from '../../models/files/transfer';
import { afterRefusal, blockRange, mostTries, stagedBytes, stagedDigests } from '../../models/files/uploadPlan';
import { blobOf, noteSent, previewInTheMaking, previewOf } from './fileStorage';
import { contentDigest, sha256, wholeDigest } from './hashing';
import type { Outcome } from '../http';
import * as calls from './uploadCalls';
import type { Delay } from '../chat/wakeUp';

export interface UploadPort {
  read(): Outbox;
  /** What the storage has, other tabs included. */
  reload(): Promise<void>;
  /** False when the file no longer waits. */
  changeFile(clientId: string, fileId: string, fields: Partial<OutgoingFile>): Promise<boolean>;
  /** Null: it is not on its way now. */
  progress(fileId: string, transfer: Transfer | null): void;
  /** `final`: no other try would end otherwise. */
  failed(clientId: string, sentence: string, final: boolean): void;
  notInChat(): void;
}

const progressEvery = 200;
/** What is still being drawn when the file has arrived gets so long. */
const previewPatience = 15_000;

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

/** One file, until the server has it, refuses it, or it is discarded. */
export class FileUpload {
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
    private readonly delay: Delay,
  ) {
    this.#uploadId = file.uploadId;
  }

  async run(): Promise<void> {
    const blob = await blobOf(this.chatId, this.file.id);
    if (blob === null) return this.#fail(t('attach.lost'), true);
    while (!this.signal.aborted) {
      try {
        await this.#send(blob);
        return;
      } catch (error) {
        if (this.signal.aborted) return;
        if (error instanceof DOMException) return this.#fail(t('attach.changed'), true);
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
      await Promise.race([making, this.delay.for(previewPatience)]);
      this.delay.interrupt();
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
        await this.delay.for(refusal.retry_after ? refusal.retry_after * 1000 : backoffDelay(this.#tries));
        return true;
      case 'leave':
        this.port.notInChat();
        return false;
      case 'fail':
        await this.#fail(refusal.detail, refusal.status === 413);
        return false;
    }
  }

  #note(fields: Partial<OutgoingFile>): Promise<boolean> {
    return this.port.changeFile(this.clientId, this.file.id, fields);
  }

  async #fail(sentence: string, final: boolean): Promise<void> {
    await this.#note({ failure: sentence });
    this.port.failed(this.clientId, sentence, final);
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
