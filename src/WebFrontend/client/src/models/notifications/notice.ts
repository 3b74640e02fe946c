import { t } from '../../language/texts';
/** What a push carries: docs/protocol.md. */
export interface PushedMessage {
  chat_id: string;
  chat: string;
  from: string;
  text: string;
  seq: number;
  files: number;
  mentioned: boolean;
  unread: number;
}

/** What is remembered with a notification that is shown. */
export interface NoticeMemory {
  chatId: string;
  seq: number;
  /** When it last made itself heard, in milliseconds. */
  heardAt: number;
}

/** Within this time a chat makes itself heard once; what follows replaces the words in silence. */
const quiet = 60_000;

export const noticeTag = (chatId: string) => `chat-${chatId}`;

export function noticeWords({ from, text, files }: PushedMessage): string {
  if (text !== '') return t('notice.said', { name: from, text });
  return t('notice.sentFiles', { name: from, count: files });
}

/** What to show for a message, when the chat shows `before` already; null when that is newer. */
export function noticeFor(message: PushedMessage, before: NoticeMemory | null, now: number) {
  if (before !== null && before.seq >= message.seq) return null;
  const heard = before === null || message.mentioned || now - before.heardAt > quiet;
  const memory: NoticeMemory = { chatId: message.chat_id, seq: message.seq, heardAt: heard ? now : before.heardAt };
  return { title: message.chat, body: noticeWords(message), heard, memory };
}

/** The message of a push, or null when it is none: another version of the server may send what this one can't read. */
export function pushedMessage(value: unknown): PushedMessage | null {
  if (typeof value !== 'object' || value === null) return null;
  const message = value as Partial<PushedMessage>;
  if (typeof message.chat_id !== 'string' || !/^[0-9a-z]{16}$/.test(message.chat_id)) return null;
  if (typeof message.chat !== 'string' || typeof message.from !== 'string' || typeof message.seq !== 'number')
    return null;
  const { chat_id, chat, from, seq, text = '', files = 0, mentioned = false, unread = 1 } = message;
  return { chat_id, chat, from, seq, text, files, mentioned, unread };
}
