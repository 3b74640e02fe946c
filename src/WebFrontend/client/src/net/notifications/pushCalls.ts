import type { NoticeLevel, NoticeWish } from '../../models/protocol';
import { call, type Outcome } from '../http';

const path = (chatId: string) => `/api/chats/${chatId}/notifications`;

/** The server's VAPID key. */
export const pushKey = (): Promise<Outcome<{ public_key: string }>> => call('GET', '/api/push');

export const noticeWish = (chatId: string): Promise<Outcome<NoticeWish>> => call('GET', path(chatId));

export const setNoticeWish = (
  chatId: string,
  level: NoticeLevel,
  device?: PushSubscription,
): Promise<Outcome<NoticeWish>> => {
  const { endpoint, keys } = device?.toJSON() ?? {};
  return call('PUT', path(chatId), device === undefined ? { level } : { level, subscription: { endpoint, keys } });
};

export const forgetDevice = (chatId: string, endpoint: string): Promise<Outcome<undefined>> =>
  call('DELETE', `${path(chatId)}/devices`, { endpoint });
