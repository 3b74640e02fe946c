import { setUnread, unreadTotal } from '../storage/deviceStorage';

/** The number on the app's icon: what waits in all chats of this device. Few systems show one; none needs to. */
export async function showBadge(): Promise<void> {
  if (!('setAppBadge' in navigator)) return;
  const total = await unreadTotal();
  try {
    await (total > 0 ? navigator.setAppBadge(total) : navigator.clearAppBadge());
  } catch (error) {
    // Refused where the app is not installed: there is no icon to put it on.
    console.debug('The badge was refused.', error);
  }
}

export async function waits(chatId: string, count: number): Promise<void> {
  await setUnread(chatId, count);
  await showBadge();
}
