import type { DeviceChat } from '../../models/protocol';
import { deviceDatabase } from './deviceStorage';

/** As last listed, in that order; null when nothing was ever listed here. */
export const keptChats = (): Promise<DeviceChat[] | null> =>
  deviceDatabase.read<DeviceChat[] | null, ['chats']>(
    ['chats'],
    async ({ store }) => {
      const kept = await store.getAll();
      return kept.length === 0 ? null : kept.sort((a, b) => a.place - b.place).map(({ chat }) => chat);
    },
    null,
  );

export const keepChats = (chats: readonly DeviceChat[]): Promise<void> =>
  deviceDatabase.write(
    ['chats', 'unread'],
    async (work) => {
      const [listed, unread] = [work.objectStore('chats'), work.objectStore('unread')];
      await Promise.all([
        listed.clear(),
        unread.clear(),
        ...chats.map((chat, place) => listed.put({ chat, place })),
        ...chats.filter((chat) => chat.unread > 0).map((chat) => unread.put(chat.unread, chat.id)),
      ]);
    },
    undefined,
  );
