import { call } from '../http';
import { deviceDatabase } from '../storage/deviceStorage';
import type { Chat } from '../../models/protocol';

const lifetime = 30 * 24 * 3600 * 1000;

/** Kept so that who joined with it can invite others: a link's password is never shown. */
export const keepPassword = (chatId: string, password: string): Promise<unknown> =>
  deviceDatabase.write<unknown, ['passwords']>(
    ['passwords'],
    ({ store }) => store.put({ password, mark: null, until: Date.now() + lifetime }, chatId),
    null,
  );

/**
 * The password that opens the chat now, as far as this device knows. One that is too old, that the chat has changed, or that
 * the chat (by a mark that is null) wants no device to keep, is forgotten by this.
 */
export const keptPassword = (chatId: string, mark: string | null): Promise<string | null> =>
  deviceDatabase.write<string | null, ['passwords']>(
    ['passwords'],
    async ({ store }) => {
      const kept = await store.get(chatId);
      const good =
        kept !== undefined && mark !== null && (kept.mark ?? mark) === mark && kept.until > Date.now() ? kept : null;
      if (kept !== undefined && good === null) await store.delete(chatId);
      if (good?.mark === null) await store.put({ ...good, mark }, chatId);
      return good?.password ?? null;
    },
    null,
  );

/** What the chat says of its password at this moment; undefined when it can't be asked. */
export async function passwordMark(chatId: string): Promise<string | null | undefined> {
  const outcome = await call<Chat>('GET', `/api/chats/${chatId}`);
  return outcome.ok ? (outcome.value.password_mark ?? null) : undefined;
}
