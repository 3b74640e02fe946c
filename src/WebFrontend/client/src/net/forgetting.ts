import { showBadge } from './badge';
import { forgetDeviceChat, keptChats, pushedChats } from './deviceStorage';
import { joinProgress } from './joinCalls';
import { chatsWithPreviews, forgetPreviews } from './keptPreviews';
import { closeNotices, currentRegistration } from './notices';
import { cachedChats, forgetChat } from './storage';

/** Nothing of a chat stays on a device that is no longer in it. What fails does not keep the rest from going. */
export async function forgetOnDevice(chatId: string): Promise<void> {
  const steps = [forgetChat(chatId), forgetDeviceChat(chatId), closeNotices(chatId)];
  if ('caches' in globalThis) steps.push(forgetPreviews(chatId));
  for (const step of await Promise.allSettled(steps)) {
    if (step.status === 'rejected') console.error('Something of a chat could not be removed.', step.reason);
  }
  await showBadge();
  if ((await pushedChats()).size === 0) await endPushes();
}

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
    const outcome = await joinProgress(chatId);
    if (outcome.ok && outcome.value.step !== 'joined') await forgetOnDevice(chatId);
  }
}

async function endPushes(): Promise<void> {
  try {
    const registration = await currentRegistration();
    await (await registration?.pushManager?.getSubscription())?.unsubscribe();
  } catch (error) {
    console.warn('The push subscription could not be ended.', error);
  }
}
