import type { DeviceChat, GoneReason, JoinProgress } from '../../models/protocol';
import { call, type Outcome } from '../http';

type Progress = Promise<Outcome<JoinProgress>>;

const join = (chatId: string, rest = '') => `/api/chats/${chatId}/join${rest}`;

/** Where this browser stands with a chat. */
export const joinProgress = (chatId: string): Progress => call('GET', join(chatId));

/** What the answer says to a device that was in the chat: why it no longer is, or null when it is, or nothing is known. */
export function goneBy(outcome: Outcome<JoinProgress>): GoneReason | null {
  if (outcome.ok) return outcome.value.step === 'joined' ? null : 'unknown';
  return outcome.refusal.reason === 'chat_deleted' ? 'erased' : null;
}

/** Spelled as most keyboards do: a password that was set before all spellings were one is found as it was. */
export const givePassword = (chatId: string, password: string): Progress =>
  call('POST', join(chatId, '/password'), { password: password.normalize('NFC') });

export const sayWho = (chatId: string, who: { name: string; surname: string; email: string }): Progress =>
  call('POST', join(chatId, '/who'), who);

export const giveCode = (chatId: string, code: string): Progress => call('POST', join(chatId, '/code'), { code });

export const askNewCode = (chatId: string): Progress => call('POST', join(chatId, '/code/new'));

export const goBack = (chatId: string): Progress => call('POST', join(chatId, '/back'));

export const leaveChat = (chatId: string, me: string): Promise<Outcome<undefined>> =>
  call('DELETE', `/api/chats/${chatId}/users/${me}`);

export const deviceChats = (): Promise<Outcome<{ data: DeviceChat[] }>> => call('GET', '/api/device/chats');
