import type { OutgoingFile } from '../../models/messages/outbox';
import { isQuota } from '../storage/database';
import { chatDatabase } from '../storage/storage';
import { aboutKey, allOfFile, fileOf, pieceSize, previewOf, type AboutContent } from './storedContent';

export { previewOf } from './storedContent';

/** Files of drafts and of waiting messages. What is chosen here in this page is at hand without the storage. */
const atHand = new Map<string, Blob>();
/** Chosen in this page, and still wanted: all there is of them is at hand. */
const chosenHere = new Set<string>();
/** Not wanted any more: what is just being stored of them need not be. */
const unwanted = new Set<string>();

/** Files sent from this page, by the id the server gave them: their own pictures need not be fetched. */
const sentFrom = new Map<string, string>();

export const noteSent = (uploadId: string, fileId: string) => void sentFrom.set(uploadId, fileId);

/** The file that an attachment was sent from in this page. */
export const sentAs = (attachmentId: string): string | undefined => sentFrom.get(attachmentId);

/** Pictures that are still being made of files chosen in this page. */
const inTheMaking = new Map<string, Promise<void>>();

/** `work` ends when the picture of the file is at hand, or it is known that there is none. */
export function makePreview(fileId: string, work: Promise<void>): void {
  inTheMaking.set(fileId, work);
  void work.finally(() => inTheMaking.delete(fileId));
}

/** Null: nothing to wait for. */
export const previewInTheMaking = (fileId: string): Promise<void> | null => inTheMaking.get(fileId) ?? null;

export type Kept = 'kept' | 'no-room' | 'not-kept';

export function hold(fileId: string, blob: Blob): void {
  atHand.set(fileId, blob);
  chosenHere.add(fileId);
  unwanted.delete(fileId);
}

export function letGo(files: readonly { id: string }[]): void {
  for (const { id } of files) {
    atHand.delete(id);
    atHand.delete(previewOf(id));
    chosenHere.delete(id);
    unwanted.add(id);
  }
}

export async function blobOf(chatId: string, id: string): Promise<Blob | null> {
  const here = atHand.get(id);
  if (here) return here;
  if (chosenHere.has(fileOf(id))) return null;
  const stored = await storedBlob(chatId, id);
  if (stored) atHand.set(id, stored);
  return stored;
}

/** Piece by piece: only the browser's own store of Blobs ever has all of it. */
async function storedBlob(chatId: string, id: string): Promise<Blob | null> {
  const first = await chatDatabase.read<unknown, ['blobs']>(
    ['blobs'],
    async ({ store }) => (await store.get(aboutKey(chatId, id))) ?? (await store.get([chatId, id])),
    null,
  );
  if (typeof first !== 'object' || first === null) return null;
  // As earlier versions have kept it.
  if (!('begunAt' in first)) return first as Blob;
  const { size, type } = first as AboutContent;
  const pieces: Blob[] = [];
  for (let found = 0, index = 0; found < size; index += 1) {
    const piece = await chatDatabase.read<unknown, ['blobs']>(
      ['blobs'],
      ({ store }) => store.get([chatId, id, index]),
      undefined,
    );
    if (piece === undefined) return null;
    pieces.push(new Blob([piece as ArrayBuffer]));
    found += (piece as ArrayBuffer).byteLength;
  }
  return new Blob(pieces, { type });
}

/** Adds files to the draft of a chat, with their content. Nothing is kept by halves. */
export async function addToDraft(chatId: string, added: readonly { file: OutgoingFile; blob: Blob }[]): Promise<Kept> {
  try {
    for (const { file, blob } of added) await storeContent(chatId, file.id, blob);
    await chatDatabase.writeOrThrow(['blobs', 'draftFiles'], async (work) => {
      const [blobs, drafts] = [work.objectStore('blobs'), work.objectStore('draftFiles')];
      const wanted = added.filter(({ file }) => !unwanted.has(file.id));
      const before = (await drafts.get(chatId)) ?? [];
      if (before.length + wanted.length > 0) await drafts.put([...before, ...wanted.map(({ file }) => file)], chatId);
      await Promise.all([
        ...wanted.map(({ file: { id }, blob: { size, type } }) =>
          blobs.put({ size, type, begunAt: null }, aboutKey(chatId, id)),
        ),
        ...added
          .filter(({ file }) => unwanted.has(file.id))
          .flatMap(({ file }) => allOfFile(chatId, file.id))
          .map((keys) => blobs.delete(keys)),
      ]);
    });
    return 'kept';
  } catch (error) {
    void removeFromDraft(
      chatId,
      added.map(({ file }) => file.id),
      true,
    );
    return isQuota(error) ? 'no-room' : 'not-kept';
  }
}

async function storeContent(chatId: string, id: string, blob: Blob): Promise<void> {
  const about = { size: blob.size, type: blob.type, begunAt: Date.now() };
  await chatDatabase.writeOrThrow(['blobs'], ({ store }) => store.put(about, aboutKey(chatId, id)));
  for (let index = 0; index * pieceSize < blob.size && !unwanted.has(id); index += 1) {
    const piece = await blob.slice(index * pieceSize, (index + 1) * pieceSize).arrayBuffer();
    await chatDatabase.writeOrThrow(['blobs'], ({ store }) => store.put(piece, [chatId, id, index]));
  }
}

export const draftFiles = (chatId: string): Promise<OutgoingFile[]> =>
  chatDatabase.read<OutgoingFile[], ['draftFiles']>(
    ['draftFiles'],
    async ({ store }) => (await store.get(chatId)) ?? [],
    [],
  );

/** What is found out about a file after it was added. */
export const noteInDraft = (chatId: string, fileId: string, fields: Partial<OutgoingFile>): Promise<void> =>
  chatDatabase.write(
    ['draftFiles'],
    async ({ store }) => {
      const files = await store.get(chatId);
      const noted = files?.map((file) => (file.id === fileId ? { ...file, ...fields } : file));
      if (noted) await store.put(noted, chatId);
    },
    undefined,
  );

/** At hand at once; kept as soon as that can be. */
export async function keepPreview(chatId: string, fileId: string, picture: Blob): Promise<void> {
  const id = previewOf(fileId);
  atHand.set(id, picture);
  const bytes = await picture.arrayBuffer();
  await chatDatabase.write(
    ['blobs'],
    async ({ store }) => {
      // Not of a file that is gone already.
      const [about, whole] = [aboutKey(chatId, fileId), [chatId, fileId] as [string, string]];
      if (((await store.getKey(about)) ?? (await store.getKey(whole))) === undefined) return;
      await store.put({ size: picture.size, type: picture.type, begunAt: null }, aboutKey(chatId, id));
      await store.put(bytes, [chatId, id, 0]);
    },
    undefined,
  );
}

/** Takes files out of the draft; `contentToo` unless they go on as a message. */
export const removeFromDraft = (chatId: string, ids: readonly string[], contentToo: boolean): Promise<void> =>
  chatDatabase.write(
    ['blobs', 'draftFiles'],
    async (work) => {
      const drafts = work.objectStore('draftFiles');
      const left = ((await drafts.get(chatId)) ?? []).filter((file) => !ids.includes(file.id));
      await (left.length === 0 ? drafts.delete(chatId) : drafts.put(left, chatId));
      if (!contentToo) return;
      const blobs = work.objectStore('blobs');
      await Promise.all(ids.flatMap((id) => allOfFile(chatId, id)).map((keys) => blobs.delete(keys)));
    },
    undefined,
  );

/** What another page has begun to keep, and does not speak of yet, is spared for so long. */
const spared = 3_600_000;

/** Removes content that neither a draft nor a waiting message of the chat speaks of: a page died in between. */
export const sweepBlobs = (chatId: string): Promise<void> =>
  chatDatabase.write(
    ['blobs', 'draftFiles', 'outbox'],
    async (work) => {
      const ofChat = IDBKeyRange.bound([chatId], [chatId, []]);
      const blobs = work.objectStore('blobs');
      const [keys, drafted, waiting] = await Promise.all([
        blobs.getAllKeys(ofChat),
        work.objectStore('draftFiles').get(chatId),
        work.objectStore('outbox').getAll(ofChat),
      ]);
      const wanted = new Set(
        [...(drafted ?? []), ...waiting.flatMap((entry) => entry.files ?? [])].map(({ id }) => id),
      );
      const orphans = new Set(keys.map(([, id]) => fileOf(id)).filter((id) => !wanted.has(id)));
      for (const id of orphans) {
        const about = await blobs.get(aboutKey(chatId, id));
        const begunAt = (about !== undefined && 'begunAt' in about && about.begunAt) || 0;
        if (Date.now() - begunAt < spared) continue;
        await Promise.all(allOfFile(chatId, id).map((range) => blobs.delete(range)));
      }
    },
    undefined,
  );
