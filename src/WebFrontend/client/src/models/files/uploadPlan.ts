import type { Refusal, Upload } from '../protocol';

/** Where block `index` of a file begins and ends. */
export function blockRange(size: number, blockSize: number, index: number): [from: number, to: number] {
  return [index * blockSize, Math.min(size, (index + 1) * blockSize)];
}

/** What the server has of each block: its digest, or undefined. */
export function stagedDigests(upload: Upload): (string | undefined)[] {
  const digests = Array<string | undefined>(upload.blocks).fill(undefined);
  for (const { index, digest } of upload.staged) if (index < upload.blocks) digests[index] = digest;
  return digests;
}

/** Bytes of the blocks that the server has. */
export function stagedBytes(upload: Upload): number {
  return stagedDigests(upload).reduce((sum, digest, index) => {
    const [from, to] = blockRange(upload.size, upload.block_size, index);
    return digest === undefined ? sum : sum + to - from;
  }, 0);
}

/** How many times in a row the same trouble may come before a person has to decide. */
export const mostTries = 6;

/** What is to be done after a refusal, the `tries`th without progress. */
export type Next = 'wait' | 'look' | 'anew' | 'leave' | 'fail';

export function afterRefusal({ status, reason }: Refusal, tries: number): Next {
  if (reason === 'not_in_chat' || status === 401) return 'leave';
  // No answer, a server that is busy or just being replaced: that ends by itself, however long it takes.
  if (status === 0 || status === 408 || status === 429 || (status >= 502 && status <= 504)) return 'wait';
  if (tries >= mostTries) return 'fail';
  if (status >= 500) return 'wait';
  if (reason === 'upload_incomplete') return 'look';
  if (status === 404 || status === 410) return 'anew';
  return 'fail';
}
