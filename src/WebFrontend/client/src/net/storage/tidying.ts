import { pushedChats } from './deviceStorage';
import { forgetOnDevice } from './forgetting';
import { goneBy, joinProgress } from '../joining/joinCalls';
import { keptChats } from './keptChats';
import { chatsWithPreviews } from '../files/keptPreviews';
import { cachedChats } from './storage';

/** Chats that ended for this device while it was off. Only the server's own word counts, chat by chat. */
export async function forgetAllBut(listed: ReadonlySet<string>): Promise<void> {
  const kept = [
    await cachedChats(),
    (await keptChats())?.map((chat) => chat.id) ?? [],
    [...(await pushedChats()).keys()],
  ];
  if ('caches' in globalThis) kept.push(await chatsWithPreviews());
  for (const chatId of new Set(kept.flat())) {
    if (listed.has(chatId)) continue;
    if (goneBy(await joinProgress(chatId)) !== null) await forgetOnDevice(chatId);
  }
}
