import { openDB, type DBSchema, type IDBPDatabase } from 'idb';
import type { OutboxEntry, OutgoingFile } from '../models/outbox';
import type { Chat, Participant } from '../models/protocol';
import type { Entry } from '../models/timeline';

/** The newest page of a chat, so that opening shows it at once, also offline. */
export interface CachedPage {
  chat: Chat;
  me: string;
  people: Participant[];
  entries: Entry[];
  low: number;
  high: number;
  hasMore: boolean;
}

export interface Schema extends DBSchema {
  /** By chat and client id: messages on their way. */
  outbox: { key: [string, string]; value: OutboxEntry; indexes: { chat: string } };
  /** By chat and file id: the content of files that wait in a draft or in the outbox. */
  blobs: { key: [string, string]; value: Blob };
  /** By chat: files that are chosen and not sent. */
  draftFiles: { key: string; value: OutgoingFile[] };
  /** By chat: what is typed and not sent. */
  drafts: { key: string; value: string };
  pages: { key: string; value: CachedPage };
}

/**
 * Raised with every change of the stores or of what is in them. What somebody wrote (outbox, drafts) must outlive that;
 * pages are fetched anew.
 */
const version = 3;

let database: Promise<IDBPDatabase<Schema>> | null = null;

function open(): Promise<IDBPDatabase<Schema>> {
  database ??= openDB<Schema>('connectnow-chat', version, {
    upgrade(db, from) {
      if (from > 0) db.deleteObjectStore('pages');
      db.createObjectStore('pages');
      if (from < 1) {
        db.createObjectStore('outbox', { keyPath: ['chatId', 'clientId'] }).createIndex('chat', 'chatId');
        db.createObjectStore('drafts');
      }
      if (from < 2) {
        db.createObjectStore('blobs');
        db.createObjectStore('draftFiles');
      }
    },
    blocking(_current, _blocked, event) {
      // Another tab brings a newer version: make way, and open again when next needed.
      (event.target as IDBDatabase).close();
      database = null;
    },
    terminated() {
      database = null;
    },
  });
  return database;
}

let complained = false;

/**
 * Some browsers refuse storage (private windows, a full disk). The chat then works from memory alone: what is lost is
 * only what should have outlived the page, so this is said once in the console and not to the person.
 */
export async function attempt<T>(work: (db: IDBPDatabase<Schema>) => Promise<T>, otherwise: T): Promise<T> {
  try {
    return await work(await open());
  } catch (error) {
    database = null;
    if (!complained) console.warn('This browser keeps nothing for later: its storage failed.', error);
    complained = true;
    return otherwise;
  }
}

export const storedOutbox = (chatId: string): Promise<OutboxEntry[] | null> =>
  attempt<OutboxEntry[] | null>((db) => db.getAllFromIndex('outbox', 'chat', chatId), null);

/** Whether it is stored now. */
export const storeOutgoing = (entry: OutboxEntry): Promise<boolean> =>
  attempt(async (db) => (await db.put('outbox', entry), true), false);

/** With its files. */
export const forgetOutgoing = (chatId: string, clientId: string, files: OutboxEntry['files'] = []): Promise<void> =>
  attempt(async (db) => {
    const work = db.transaction(['outbox', 'blobs'], 'readwrite');
    await Promise.all([
      work.objectStore('outbox').delete([chatId, clientId]),
      ...files.map(({ id }) =>
        work.objectStore('blobs').delete(IDBKeyRange.bound([chatId, id], [chatId, `${id}.preview`])),
      ),
      work.done,
    ]);
  }, undefined);

/** Whether it still waits: another tab may have sent or discarded it. True when there is no storage to ask. */
export const isStored = (chatId: string, clientId: string): Promise<boolean> =>
  attempt(async (db) => (await db.getKey('outbox', [chatId, clientId])) !== undefined, true);

export const storedDraft = (chatId: string): Promise<string> =>
  attempt(async (db) => (await db.get('drafts', chatId)) ?? '', '');

export const storeDraft = (chatId: string, text: string): Promise<unknown> =>
  attempt<unknown>((db) => (text === '' ? db.delete('drafts', chatId) : db.put('drafts', text, chatId)), null);

/** Whether files are chosen and not sent. */
export const hasDraftFiles = (chatId: string): Promise<boolean> =>
  attempt(async (db) => (await db.getKey('draftFiles', chatId)) !== undefined, false);

export const cachedPage = (chatId: string): Promise<CachedPage | null> =>
  attempt(async (db) => (await db.get('pages', chatId)) ?? null, null);

export const cachePage = (page: CachedPage): Promise<unknown> =>
  attempt<unknown>((db) => db.put('pages', page, page.chat.id), null);

/** The chats of which there is a page. */
export const cachedChats = (): Promise<string[]> => attempt((db) => db.getAllKeys('pages'), []);

/** What is stored here of a chat; `forgetOnDevice` removes the rest as well. */
export const forgetChat = (chatId: string): Promise<void> =>
  attempt(async (db) => {
    const work = db.transaction(['outbox', 'blobs', 'drafts', 'draftFiles', 'pages'], 'readwrite');
    // Every key that begins with the chat: an array is above every string.
    const ofChat = IDBKeyRange.bound([chatId], [chatId, []]);
    await Promise.all([
      work.objectStore('outbox').delete(ofChat),
      work.objectStore('blobs').delete(ofChat),
      work.objectStore('drafts').delete(chatId),
      work.objectStore('draftFiles').delete(chatId),
      work.objectStore('pages').delete(chatId),
      work.done,
    ]);
  }, undefined);
