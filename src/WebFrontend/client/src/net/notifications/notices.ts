import { noticeTag } from '../../models/notifications/notice';
import { waits } from './badge';

/** The chat was seen: its notifications go, and it no longer counts on the app's icon. */
export async function chatSeen(chatId: string): Promise<void> {
  await Promise.all([waits(chatId, 0), closeNotices(chatId)]);
}

export async function closeNotices(chatId: string): Promise<void> {
  const registration = await currentRegistration();
  const shown = (await registration?.getNotifications({ tag: noticeTag(chatId) })) ?? [];
  for (const notice of shown) notice.close();
}

export async function currentRegistration(): Promise<ServiceWorkerRegistration | undefined> {
  return 'serviceWorker' in navigator ? navigator.serviceWorker.getRegistration() : undefined;
}
