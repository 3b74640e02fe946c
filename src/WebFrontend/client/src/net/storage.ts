import { openDB, type DBSchema, type IDBPDatabase } from 'idb';
import type { OutboxEntry } from '../models/outbox';
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

interface Schema extends DBSchema {
  /** By chat and client id: messages on their way. */
  outbox: { key: [string, string]; value: OutboxEntry; indexes: { chat: string } };
  /** By chat: what is typed and not sent. */
  drafts: { key: string; value: string };
  pages: { key: string; value: CachedPage };
}

/** Raised with every change of the stores or of what is in them; older pages are then fetched anew. */
const version = 1;

let database: Promise<IDBPDatabase<Schema>> | null = null;

function open(): Promise<IDBPDatabase<Schema>> {
  database ??= openDB<Schema>('connectnow-chat', version, {
    upgrade(db) {
      db.createObjectStore('outbox', { keyPath: ['chatId', 'clientId'] }).createIndex('chat', 'chatId');
      db.createObjectStore('drafts');
      db.createObjectStore('pages');
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
async function attempt<T>(work: (db: IDBPDatabase<Schema>) => Promise<T>, otherwise: T): Promise<T> {
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

export const forgetOutgoing = (chatId: string, clientId: string): Promise<void> =>
  attempt((db) => db.delete('outbox', [chatId, clientId]), undefined);

/** Whether it still waits: another tab may have sent or discarded it. True when there is no storage to ask. */
export const isStored = (chatId: string, clientId: string): Promise<boolean> =>
  attempt(async (db) => (await db.getKey('outbox', [chatId, clientId])) !== undefined, true);

export const storedDraft = (chatId: string): Promise<string> =>
  attempt(async (db) => (await db.get('drafts', chatId)) ?? '', '');

export const storeDraft = (chatId: string, text: string): Promise<unknown> =>
  attempt<unknown>((db) => (text === '' ? db.delete('drafts', chatId) : db.put('drafts', text, chatId)), null);

export const cachedPage = (chatId: string): Promise<CachedPage | null> =>
  attempt(async (db) => (await db.get('pages', chatId)) ?? null, null);

export const cachePage = (page: CachedPage): Promise<unknown> =>
  attempt<unknown>((db) => db.put('pages', page, page.chat.id), null);

/** The chats of which there is a page. */
export const cachedChats = (): Promise<string[]> => attempt((db) => db.getAllKeys('pages'), []);

/** What is stored here of a chat; `forgetOnDevice` removes the rest as well. */
export const forgetChat = (chatId: string): Promise<void> =>
  attempt(async (db) => {
    const work = db.transaction(['outbox', 'drafts', 'pages'], 'readwrite');
    const keys = await work.objectStore('outbox').index('chat').getAllKeys(chatId);
    await Promise.all([
      ...keys.map((key) => work.objectStore('outbox').delete(key)),
      work.objectStore('drafts').delete(chatId),
      work.objectStore('pages').delete(chatId),
      work.done,
    ]);
  }, undefined);
