import { showBadge } from '../notifications/badge';
import { forgetDeviceChat, pushedChats } from './deviceStorage';
import { forgetPreviews } from '../files/keptPreviews';
import { closeNotices, currentRegistration } from '../notifications/notices';
import { inTime } from '../chat/inTime';
import { forgetChat } from './storage';

const patience = 5000;

/** Nothing of a chat stays on a device that is no longer in it. What fails, or never ends, does not keep the rest from going. */
export async function forgetOnDevice(chatId: string): Promise<void> {
  const steps = [forgetChat(chatId), forgetDeviceChat(chatId), closeNotices(chatId)];
  if ('caches' in globalThis) steps.push(forgetPreviews(chatId));
  for (const step of await Promise.allSettled(steps.map((step) => inTime(step, patience)))) {
    if (step.status === 'rejected') console.error('Something of a chat could not be removed.', step.reason);
  }
  await showBadge();
  if ((await pushedChats()).size === 0) await endPushes();
}

async function endPushes(): Promise<void> {
  try {
    const registration = await currentRegistration();
    await inTime(endSubscription(registration), patience);
  } catch (error) {
    console.warn('The push subscription could not be ended.', error);
  }
}

async function endSubscription(registration: ServiceWorkerRegistration | undefined): Promise<void> {
  await (await registration?.pushManager?.getSubscription())?.unsubscribe();
}
