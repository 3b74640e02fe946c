import type { DeviceChat } from '../models/protocol';
import { attempt } from './deviceStorage';

/** As last listed, in that order; null when nothing was ever listed here. */
export const keptChats = (): Promise<DeviceChat[] | null> =>
  attempt(async (db) => {
    const kept = await db.getAll('chats');
    return kept.length === 0 ? null : kept.sort((a, b) => a.place - b.place).map(({ chat }) => chat);
  }, null);

export const keepChats = (chats: readonly DeviceChat[]): Promise<void> =>
  attempt(async (db) => {
    const work = db.transaction(['chats', 'unread'], 'readwrite');
    const [listed, unread] = [work.objectStore('chats'), work.objectStore('unread')];
    await Promise.all([
      listed.clear(),
      unread.clear(),
      ...chats.map((chat, place) => listed.put({ chat, place })),
      ...chats.filter((chat) => chat.unread > 0).map((chat) => unread.put(chat.unread, chat.id)),
      work.done,
    ]);
  }, undefined);
