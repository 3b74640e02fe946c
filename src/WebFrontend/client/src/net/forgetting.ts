import { showBadge } from './badge';
import { forgetDeviceChat, pushedChats } from './deviceStorage';
import { forgetPreviews } from './keptPreviews';
import { closeNotices, currentRegistration } from './notices';
import { forgetChat } from './storage';

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

async function endPushes(): Promise<void> {
  try {
    const registration = await currentRegistration();
    await (await registration?.pushManager?.getSubscription())?.unsubscribe();
  } catch (error) {
    console.warn('The push subscription could not be ended.', error);
  }
}
