import { expect, vi } from 'vitest';
import type { Upload } from '../../../src/models/protocol';
import { contentDigest, sha256, wholeDigest } from '../../../src/net/files/hashing';
import type { Outcome } from '../../../src/net/http';
import * as calls from '../../../src/net/files/uploadCalls';

const blockSize = 4;
export const refused = (status: number, reason: string): Outcome<never> => ({
  ok: false,
  refusal: { status, reason, detail: `Refused: ${reason}.` },
});

/** A server that takes blocks, checks their digests, and puts them together. */
export class UploadServer {
  uploads = new Map<string, { upload: Upload; bytes: Map<number, Uint8Array> }>();
  contents = new Map<string, string>();
  completions: calls.Completion[] = [];
  blocks: string[] = [];
  /** What the next blocks are answered instead. */
  trouble: (Outcome<never> | 'hang')[] = [];
  begun = 0;
  atOnce = 0;
  mostAtOnce = 0;

  constructor() {
    vi.spyOn(calls, 'beginUpload').mockImplementation(async (_chat, { id, name, size }) => {
      const known = this.uploads.get(id);
      if (known) return { ok: true, value: this.#view(id) };
      this.begun += 1;
      const blocks = Math.ceil(size / blockSize);
      const upload = {
        id,
        name,
        size,
        block_size: blockSize,
        blocks,
        staged: [],
        started_at: '',
        expires_at: '',
        attachment: null,
      };
      this.uploads.set(id, { upload, bytes: new Map() });
      return { ok: true, value: this.#view(id) };
    });
    vi.spyOn(calls, 'findUpload').mockImplementation(async (_chat, id) =>
      this.uploads.has(id) ? { ok: true, value: this.#view(id) } : refused(404, 'not_found'),
    );
    vi.spyOn(calls, 'putBlock').mockImplementation((_chat, id, index, sending) => this.#put(id, index, sending));
    vi.spyOn(calls, 'completeUpload').mockImplementation(async (_chat, id, completion) => {
      const found = this.uploads.get(id);
      if (!found) return refused(404, 'not_found');
      const parts = Array.from({ length: found.upload.blocks }, (_, index) => found.bytes.get(index));
      if (parts.some((part) => part === undefined)) return refused(409, 'upload_incomplete');
      const hashes = await Promise.all(parts.map((part) => sha256(new Uint8Array(part ?? []))));
      if (completion.digest !== (await wholeDigest(hashes))) return refused(422, 'invalid_field');
      this.completions.push(completion);
      this.contents.set(id, parts.map((part) => new TextDecoder().decode(part)).join(''));
      return { ok: true, value: this.#view(id) };
    });
    vi.spyOn(calls, 'cancelUpload').mockImplementation(async (_chat, id) => {
      this.uploads.delete(id);
      return { ok: true, value: undefined };
    });
  }

  #view(id: string): Upload {
    const { upload, bytes } = this.uploads.get(id) ?? expect.fail();
    return { ...upload, staged: [...bytes].map(([index, part]) => ({ index, digest: this.digests.get(part) ?? '' })) };
  }

  digests = new Map<Uint8Array, string>();

  async #put(
    id: string,
    index: number,
    { body, headers, signal }: Parameters<typeof calls.putBlock>[3],
  ): Promise<Outcome<undefined>> {
    this.blocks.push(`${id}/${index}`);
    this.atOnce += 1;
    this.mostAtOnce = Math.max(this.mostAtOnce, this.atOnce);
    try {
      await new Promise((resolve) => setTimeout(resolve, 1));
      const trouble = this.trouble.shift();
      if (trouble === 'hang' && !signal.aborted)
        await new Promise((resolve) => signal.addEventListener('abort', resolve));
      if (trouble !== undefined) return trouble === 'hang' ? refused(0, 'network') : trouble;
      const found = this.uploads.get(id);
      if (!found) return refused(404, 'not_found');
      const bytes = new Uint8Array(body as ArrayBuffer);
      const digest = contentDigest(await sha256(bytes));
      if (headers['Content-Digest'] !== digest) return refused(422, 'invalid_field');
      this.digests.set(bytes, digest);
      found.bytes.set(index, bytes);
      return { ok: true, value: undefined };
    } finally {
      this.atOnce -= 1;
    }
  }
}
