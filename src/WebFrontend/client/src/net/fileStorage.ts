import type { OutgoingFile } from '../models/outbox';
import { attempt } from './storage';

/** Files of drafts and of waiting messages. What is chosen here in this page is at hand without the storage. */
const atHand = new Map<string, Blob>();

/** Files sent from this page, by the id the server gave them: their own pictures need not be fetched. */
const sentFrom = new Map<string, string>();

export const noteSent = (uploadId: string, fileId: string) => void sentFrom.set(uploadId, fileId);

/** The file that an attachment was sent from in this page. */
export const sentAs = (attachmentId: string): string | undefined => sentFrom.get(attachmentId);

/** Pictures that are still being made of files chosen in this page. */
const inTheMaking = new Map<string, Promise<void>>();

/** `work` ends when the picture of the file is kept, or it is known that there is none. */
export function makePreview(fileId: string, work: Promise<void>): void {
  inTheMaking.set(fileId, work);
  void work.finally(() => inTheMaking.delete(fileId));
}

/** Null: nothing to wait for. */
export const previewInTheMaking = (fileId: string): Promise<void> | null => inTheMaking.get(fileId) ?? null;

export type Kept = 'kept' | 'no-room' | 'not-kept';

/** A picture of a file (poster frame, first page) is kept beside it under this id. */
export const previewOf = (fileId: string): string => `${fileId}.preview`;

export function hold(fileId: string, blob: Blob): void {
  atHand.set(fileId, blob);
}

export function letGo(files: readonly { id: string }[]): void {
  for (const { id } of files) {
    atHand.delete(id);
    atHand.delete(previewOf(id));
  }
}

export async function blobOf(chatId: string, fileId: string): Promise<Blob | null> {
  const here = atHand.get(fileId);
  if (here) return here;
  const stored = await attempt<Blob | null>(async (db) => (await db.get('blobs', [chatId, fileId])) ?? null, null);
  if (stored) atHand.set(fileId, stored);
  return stored;
}

/** Adds files to the draft of a chat, with their content. Nothing is kept by halves. */
export async function addToDraft(chatId: string, added: readonly { file: OutgoingFile; blob: Blob }[]): Promise<Kept> {
  let noRoom = false;
  const kept = await attempt(async (db) => {
    const work = db.transaction(['blobs', 'draftFiles'], 'readwrite');
    try {
      const drafts = work.objectStore('draftFiles');
      const before = (await drafts.get(chatId)) ?? [];
      await Promise.all([
        drafts.put([...before, ...added.map(({ file }) => file)], chatId),
        ...added.map(({ file, blob }) => work.objectStore('blobs').put(blob, [chatId, file.id])),
        work.done,
      ]);
    } catch (error) {
      noRoom = isQuota(error) || isQuota(work.error);
      throw error;
    }
    return true;
  }, false);
  if (kept) return 'kept';
  return noRoom ? 'no-room' : 'not-kept';
}

function isQuota(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'QuotaExceededError';
}

export const draftFiles = (chatId: string): Promise<OutgoingFile[]> =>
  attempt(async (db) => (await db.get('draftFiles', chatId)) ?? [], []);

/** What is found out about a file after it was added. */
export const noteInDraft = (chatId: string, fileId: string, fields: Partial<OutgoingFile>): Promise<unknown> =>
  attempt<unknown>(async (db) => {
    const work = db.transaction('draftFiles', 'readwrite');
    const files = await work.store.get(chatId);
    if (files) {
      await work.store.put(
        files.map((file) => (file.id === fileId ? { ...file, ...fields } : file)),
        chatId,
      );
    }
    await work.done;
  }, null);

export const keepPreview = (chatId: string, fileId: string, picture: Blob): Promise<unknown> => {
  atHand.set(previewOf(fileId), picture);
  return attempt<unknown>(async (db) => {
    const work = db.transaction('blobs', 'readwrite');
    // Not of a file that is gone already.
    if ((await work.store.getKey([chatId, fileId])) !== undefined) {
      await work.store.put(picture, [chatId, previewOf(fileId)]);
    }
    await work.done;
  }, null);
};

/** Takes files out of the draft; `contentToo` unless they go on as a message. */
export const removeFromDraft = (chatId: string, ids: readonly string[], contentToo: boolean): Promise<unknown> =>
  attempt<unknown>(async (db) => {
    const work = db.transaction(['blobs', 'draftFiles'], 'readwrite');
    const drafts = work.objectStore('draftFiles');
    const left = ((await drafts.get(chatId)) ?? []).filter((file) => !ids.includes(file.id));
    await (left.length === 0 ? drafts.delete(chatId) : drafts.put(left, chatId));
    if (contentToo) {
      const blobs = work.objectStore('blobs');
      await Promise.all(ids.flatMap((id) => [blobs.delete([chatId, id]), blobs.delete([chatId, previewOf(id)])]));
    }
    await work.done;
  }, null);

/** Removes content that neither a draft nor a waiting message of the chat speaks of: a page died in between. */
export const sweepBlobs = (chatId: string): Promise<unknown> =>
  attempt<unknown>(async (db) => {
    const work = db.transaction(['blobs', 'draftFiles', 'outbox'], 'readwrite');
    const ofChat = IDBKeyRange.bound([chatId], [chatId, []]);
    const [keys, drafted, waiting] = await Promise.all([
      work.objectStore('blobs').getAllKeys(ofChat),
      work.objectStore('draftFiles').get(chatId),
      work.objectStore('outbox').getAll(ofChat),
    ]);
    const wanted = new Set([...(drafted ?? []), ...waiting.flatMap((entry) => entry.files ?? [])].map(({ id }) => id));
    await Promise.all(
      keys
        .filter(([, id]) => !wanted.has(id.replace('.preview', '')))
        .map((key) => work.objectStore('blobs').delete(key)),
    );
    await work.done;
  }, null);
