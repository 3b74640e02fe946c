import type { Chat } from '../../models/protocol';
import { keptPassword, passwordMark } from '../../net/joining/keptPasswords';

/** The password of the chat, if this device joined with it and it still opens the chat; null when it knows none. */
export async function passwordToShare(chat: Chat): Promise<string | null> {
  const mark = await passwordMark(chat.id);
  return keptPassword(chat.id, (mark === undefined ? chat.password_mark : mark) ?? null);
}
