import type { DBSchema } from 'idb';
import type { DeviceChat } from '../../models/protocol';
import { Database } from './database';

/** What this device knows of its chats as a whole; pages and the service worker share it. */
interface Schema extends DBSchema {
  /** By chat: as the server listed it last, in `place`. */
  chats: { key: string; value: { chat: DeviceChat; place: number } };
  /** By chat: how many entries wait to be read. */
  unread: { key: string; value: number };
  /** By chat: the address at a push service that the server has for it. */
  push: { key: string; value: string };
  /** By chat: the password that this device joined with. */
  passwords: { key: string; value: KeptPassword };
}

/** A password that opened the chat, the chat's mark of it (null until the chat has told it), and when it is forgotten, in ms. */
export interface KeptPassword {
  password: string;
  mark: string | null;
  until: number;
}

const stores = ['chats', 'unread', 'push', 'passwords'] as const;

export const deviceDatabase = new Database<Schema>('connectnow-device', 2, (db, from) => {
  if (from < 1) {
    db.createObjectStore('chats', { keyPath: 'chat.id' });
    db.createObjectStore('unread');
    db.createObjectStore('push');
  }
  db.createObjectStore('passwords');
});

export const setUnread = (chatId: string, count: number): Promise<unknown> =>
  deviceDatabase.write<unknown, ['unread']>(
    ['unread'],
    ({ store }) => (count > 0 ? store.put(count, chatId) : store.delete(chatId)),
    null,
  );

export const unreadTotal = (): Promise<number> =>
  deviceDatabase.read(
    ['unread'],
    async ({ store }) => (await store.getAll()).reduce((sum, count) => sum + count, 0),
    0,
  );

/** By chat, for those in which something waits. */
export const keptUnread = (): Promise<Map<string, number>> =>
  deviceDatabase.read(
    ['unread'],
    async ({ store }) => {
      const [chats, counts] = await Promise.all([store.getAllKeys(), store.getAll()]);
      return new Map(chats.map((chatId, index) => [chatId, counts[index] ?? 0]));
    },
    new Map<string, number>(),
  );

/** The chats whose pushes come to this device, and the address each was given. */
export const pushedChats = (): Promise<Map<string, string>> =>
  deviceDatabase.read(
    ['push'],
    async ({ store }) => {
      const [chats, endpoints] = await Promise.all([store.getAllKeys(), store.getAll()]);
      return new Map(chats.map((chatId, index) => [chatId, endpoints[index] ?? '']));
    },
    new Map<string, string>(),
  );

export const setPushed = (chatId: string, endpoint: string | null): Promise<unknown> =>
  deviceDatabase.write<unknown, ['push']>(
    ['push'],
    ({ store }) => (endpoint === null ? store.delete(chatId) : store.put(endpoint, chatId)),
    null,
  );

export const forgetDeviceChat = (chatId: string): Promise<unknown> =>
  deviceDatabase.persist(`${chatId}/`, stores, (work) =>
    Promise.all(stores.map((store) => work.objectStore(store).delete(chatId))),
  );
