import { kindOf } from '../../models/files/attachmentBox';
import { blobOf, previewOf, sentAs } from '../../net/files/fileStorage';

/** Addresses of pictures and sounds that are on this device: of files chosen, on their way, and sent from this page. */
class LocalPictures {
  #urls = $state.raw<ReadonlyMap<string, string>>(new Map());
  readonly #asked = new Set<string>();

  /** The file's own picture, or its poster; null while there is none. */
  of(chatId: string, file: { id: string; type: string }): string | null {
    const key = kindOf(file.type) === 'image' ? file.id : previewOf(file.id);
    this.#ask(key, () => blobOf(chatId, key));
    return this.#urls.get(key) ?? null;
  }

  /** The file itself, to be played. */
  content(chatId: string, fileId: string): string | null {
    this.#ask(fileId, () => blobOf(chatId, fileId));
    return this.#urls.get(fileId) ?? null;
  }

  /** What this page itself has sent need not come back over the network. */
  ofSent(chatId: string, { id, type }: { id: string; type: string }): string | null {
    const fileId = sentAs(id);
    return fileId === undefined ? null : this.of(chatId, { id: fileId, type });
  }

  /** There may be one now where there was none. */
  refresh(fileId: string): void {
    const key = previewOf(fileId);
    if (this.#urls.has(key)) return;
    this.#asked.delete(key);
    // What shows it asks again.
    this.#urls = new Map(this.#urls);
  }

  forget(fileId: string): void {
    const urls = new Map(this.#urls);
    for (const key of [fileId, previewOf(fileId)]) {
      const url = urls.get(key);
      if (url !== undefined) URL.revokeObjectURL(url);
      urls.delete(key);
      this.#asked.delete(key);
    }
    this.#urls = urls;
  }

  #ask(key: string, find: () => Promise<Blob | null>): void {
    if (this.#asked.has(key)) return;
    this.#asked.add(key);
    void find().then((blob) => {
      if (blob !== null) this.#urls = new Map(this.#urls).set(key, URL.createObjectURL(blob));
    });
  }
}

export const localPictures = new LocalPictures();
