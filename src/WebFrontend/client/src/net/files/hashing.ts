/**
 * SHA-256. The browser's own where it has it: only on https and localhost; elsewhere a library does the same, slower.
 */
export async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  // Typed as always there.
  const subtle = crypto.subtle as SubtleCrypto | undefined;
  if (subtle) return new Uint8Array(await subtle.digest('SHA-256', bytes));
  const library = await import('@noble/hashes/sha2.js');
  return new Uint8Array(library.sha256(bytes));
}

/** As in the header `Content-Digest` (RFC 9530). */
export function contentDigest(hash: Uint8Array): string {
  return `sha-256=:${btoa(String.fromCharCode(...hash))}:`;
}

/** The digest of a whole file: that of its blocks' digests, one after the other. */
export async function wholeDigest(blocks: readonly Uint8Array[]): Promise<string> {
  const all = new Uint8Array(blocks.length * 32);
  blocks.forEach((hash, index) => all.set(hash, index * 32));
  return contentDigest(await sha256(all));
}
