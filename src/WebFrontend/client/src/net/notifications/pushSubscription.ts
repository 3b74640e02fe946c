import { forgetDeviceChat, pushedChats, setPushed } from '../storage/deviceStorage';
import { forgetDevice, noticeWish, pushKey, setNoticeWish } from './pushCalls';

/** This browser's address at its push service, made now when there is none. Rejects when the browser or its service refuses. */
export async function subscribe(manager: PushManager, publicKey: string): Promise<PushSubscription> {
  const existing = await manager.getSubscription();
  if (existing !== null && sameKey(existing, publicKey)) return existing;
  // Bound to another key, it could not be used: the server that it was for is gone.
  await existing?.unsubscribe();
  return manager.subscribe({ userVisibleOnly: true, applicationServerKey: publicKey });
}

function sameKey(subscription: PushSubscription, publicKey: string): boolean {
  const key = subscription.options.applicationServerKey;
  if (key === null) return true;
  const base64 = btoa(String.fromCharCode(...new Uint8Array(key)));
  return base64.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '') === publicKey.replace(/=+$/, '');
}

/**
 * Push services may give a browser a new address at any time. Every chat that knows an old one is told the new; a chat that
 * can't be told now is told when this is called next, at the latest when the app is opened.
 */
export async function renewSubscription(manager: PushManager): Promise<void> {
  const chats = await pushedChats();
  if (chats.size === 0) return;
  const key = await pushKey();
  if (!key.ok) return;
  const subscription = await subscribe(manager, key.value.public_key);
  for (const [chatId, known] of chats) {
    if (known !== subscription.endpoint) await tell(chatId, known, subscription);
  }
}

async function tell(chatId: string, before: string, subscription: PushSubscription): Promise<void> {
  const wish = await noticeWish(chatId);
  if (!wish.ok) {
    if (wish.refusal.status === 401 || wish.refusal.status === 403) await forgetDeviceChat(chatId);
    return;
  }
  const told = await setNoticeWish(chatId, wish.value.level, subscription);
  if (!told.ok) return;
  await setPushed(chatId, subscription.endpoint);
  await forgetDevice(chatId, before);
}
