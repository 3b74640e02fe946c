import type { DeviceChat, JoinProgress } from '../models/protocol';
import { call, type Outcome } from './http';

type Progress = Promise<Outcome<JoinProgress>>;

const join = (chatId: string, rest = '') => `/api/chats/${chatId}/join${rest}`;

/** Where this browser stands with a chat. */
export const joinProgress = (chatId: string): Progress => call('GET', join(chatId));

export const givePassword = (chatId: string, password: string): Progress =>
  call('POST', join(chatId, '/password'), { password });

export const sayWho = (chatId: string, who: { name: string; surname: string; email: string }): Progress =>
  call('POST', join(chatId, '/who'), who);

export const giveCode = (chatId: string, code: string): Progress => call('POST', join(chatId, '/code'), { code });

export const askNewCode = (chatId: string): Progress => call('POST', join(chatId, '/code/new'));

export const goBack = (chatId: string): Progress => call('POST', join(chatId, '/back'));

export const leaveChat = (chatId: string, me: string): Promise<Outcome<undefined>> =>
  call('DELETE', `/api/chats/${chatId}/users/${me}`);

export const deviceChats = (): Promise<Outcome<{ data: DeviceChat[] }>> => call('GET', '/api/device/chats');

export const askSignInCode = (email: string): Promise<Outcome<undefined>> => call('POST', '/api/sign-in', { email });

export const signIn = (code: string): Promise<Outcome<{ chats: number }>> =>
  call('POST', '/api/sign-in/code', { code });
