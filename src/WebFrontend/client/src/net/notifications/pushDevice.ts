import { t } from '../../language/texts';
import type { NoticeAbility } from '../../models/notifications/noticeState';
import { isIos } from '../../models/app/installing';
import type { NoticeLevel, NoticeWish, Refusal } from '../../models/protocol';
import { pushedChats, setPushed } from '../storage/deviceStorage';
import type { Outcome } from '../http';
import { currentRegistration } from './notices';
import { pushKey, setNoticeWish } from './pushCalls';
import { subscribe } from './pushSubscription';

export function noticeAbility(): NoticeAbility {
  const can = 'serviceWorker' in navigator && 'PushManager' in globalThis && 'Notification' in globalThis;
  if (can) return Notification.permission === 'denied' ? 'blocked' : 'ready';
  const { userAgent, maxTouchPoints: touchPoints } = navigator;
  return isIos({ userAgent, touchPoints }) && 'serviceWorker' in navigator ? 'needs-install' : 'unsupported';
}

/** Whether the pushes of a chat come to this device. */
export async function isToldHere(chatId: string): Promise<boolean> {
  if (noticeAbility() !== 'ready' || Notification.permission !== 'granted') return false;
  const registration = await currentRegistration();
  const subscription = (await registration?.pushManager.getSubscription()) ?? null;
  return subscription !== null && (await pushedChats()).get(chatId) === subscription.endpoint;
}

const declined = (): Refusal => ({ reason: 'declined', status: 0, detail: t('notify.declined') });

const noService = (): Refusal => ({ reason: 'no_push_service', status: 0, detail: t('notify.noService') });

/** Only within a click: the browser may ask its own question. */
export async function tellHere(chatId: string, level: Exclude<NoticeLevel, 'off'>): Promise<Outcome<NoticeWish>> {
  if ((await Notification.requestPermission()) !== 'granted') return { ok: false, refusal: declined() };
  const key = await pushKey();
  if (!key.ok) return key;
  const subscription = await subscriptionOf(key.value.public_key);
  if (subscription === null) return { ok: false, refusal: noService() };
  const told = await setNoticeWish(chatId, level, subscription);
  if (told.ok) await setPushed(chatId, subscription.endpoint);
  return told;
}

/** On every device of this participant. */
export async function tellNobody(chatId: string): Promise<Outcome<NoticeWish>> {
  const told = await setNoticeWish(chatId, 'off');
  if (told.ok) await setPushed(chatId, null);
  return told;
}

async function subscriptionOf(publicKey: string): Promise<PushSubscription | null> {
  try {
    const { pushManager } = await navigator.serviceWorker.ready;
    return await subscribe(pushManager, publicKey);
  } catch (error) {
    // Some browsers have no push service, or it can't be reached from here.
    console.warn('No push subscription could be had.', error);
    return null;
  }
}
