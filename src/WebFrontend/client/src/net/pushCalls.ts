import { call, type Outcome } from './http';

/** When a chat tells this participant of messages while nobody looks. */
export type NoticeLevel = 'all' | 'mentions' | 'off';

export interface NoticeWish {
  level: NoticeLevel;
  /** Devices of this participant that are told. */
  devices: number;
}

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
