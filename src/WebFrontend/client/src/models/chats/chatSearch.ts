import type { DeviceChat } from '../protocol';

/** From so many chats on, a list has a search field: fewer are seen at a glance. */
export const searchFrom = 8;

/** The chats whose name, or whose company's, has every word that was typed; without regard to case and accents. */
export function chatsNamed(chats: readonly DeviceChat[], typed: string): DeviceChat[] {
  const words = plain(typed).split(/\s+/).filter(Boolean);
  return chats.filter((chat) => {
    const name = plain(`${chat.name} ${chat.company.name}`);
    return words.every((word) => name.includes(word));
  });
}

const plain = (text: string) => text.normalize('NFKD').replace(/\p{M}/gu, '').toLocaleLowerCase('en-GB');
