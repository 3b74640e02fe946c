import { openDB, type DBSchema, type IDBPDatabase } from 'idb';
import type { DeviceChat } from '../models/protocol';

/** What this device knows of its chats as a whole; pages and the service worker share it. */
interface Schema extends DBSchema {
  /** By chat: as the server listed it last, in `place`. */
  chats: { key: string; value: { chat: DeviceChat; place: number } };
  /** By chat: how many entries wait to be read. */
  unread: { key: string; value: number };
  /** By chat: the address at a push service that the server has for it. */
  push: { key: string; value: string };
}

const stores = ['chats', 'unread', 'push'] as const;

let database: Promise<IDBPDatabase<Schema>> | null = null;

function open(): Promise<IDBPDatabase<Schema>> {
  database ??= openDB<Schema>('connectnow-device', 1, {
    upgrade: (db) => {
      db.createObjectStore('chats', { keyPath: 'chat.id' });
      db.createObjectStore('unread');
      db.createObjectStore('push');
    },
    blocking: (_current, _blocked, event) => {
      (event.target as IDBDatabase).close();
      database = null;
    },
    terminated: () => {
      database = null;
    },
  });
  return database;
}

/** Where a browser refuses storage, the app works without: what is lost is what it would have known offline. */
export async function attempt<T>(work: (db: IDBPDatabase<Schema>) => Promise<T>, otherwise: T): Promise<T> {
  try {
    return await work(await open());
  } catch (error) {
    database = null;
    console.warn('This device keeps nothing of its chats: its storage failed.', error);
    return otherwise;
  }
}

export const setUnread = (chatId: string, count: number): Promise<unknown> =>
  attempt<unknown>((db) => (count > 0 ? db.put('unread', count, chatId) : db.delete('unread', chatId)), null);

export const unreadTotal = (): Promise<number> =>
  attempt(async (db) => (await db.getAll('unread')).reduce((sum, count) => sum + count, 0), 0);

/** The chats whose pushes come to this device, and the address each was given. */
export const pushedChats = (): Promise<Map<string, string>> =>
  attempt(async (db) => {
    const work = db.transaction('push');
    const [chats, endpoints] = await Promise.all([work.store.getAllKeys(), work.store.getAll()]);
    return new Map(chats.map((chatId, index) => [chatId, endpoints[index] ?? '']));
  }, new Map<string, string>());

export const setPushed = (chatId: string, endpoint: string | null): Promise<unknown> =>
  attempt<unknown>((db) => (endpoint === null ? db.delete('push', chatId) : db.put('push', endpoint, chatId)), null);

export const forgetDeviceChat = (chatId: string): Promise<void> =>
  attempt(async (db) => {
    const work = db.transaction(stores, 'readwrite');
    await Promise.all([...stores.map((store) => work.objectStore(store).delete(chatId)), work.done]);
  }, undefined);
