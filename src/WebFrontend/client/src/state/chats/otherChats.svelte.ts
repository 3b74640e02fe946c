import type { DeviceChat } from '../../models/protocol';
import { rememberSeveral } from './severalChats';
import { showBadge } from '../../net/notifications/badge';
import { keptUnread } from '../../net/storage/deviceStorage';
import { deviceChats } from '../../net/joining/joinCalls';
import { keepChats, keptChats } from '../../net/storage/keptChats';
import { cachedChats } from '../../net/storage/storage';

/** The server opens each of them for the answer: not asked more often than this. */
const betweenQuestions = 120_000;
const betweenLooks = 15_000;

/** The chats of this device, for a person who is in one of them: what waits in the others, and a list to change over. */
export class OtherChats {
  chats = $state.raw<DeviceChat[]>([]);
  /** Whether there is one to change over to; null until this device has been looked at. */
  several = $state.raw<boolean | null>(null);
  #unread = $state.raw<ReadonlyMap<string, number>>(new Map());
  #asked: { chatId: string; at: number } | null = null;

  /** What waits in all but the open one. */
  unreadBeside(chatId: string): number {
    return [...this.#unread].reduce((sum, [id, count]) => (id === chatId ? sum : sum + count), 0);
  }

  /** Until the answered function is called. */
  watch(chatId: string): () => void {
    const look = () => {
      if (document.visibilityState === 'visible') void this.#look(chatId);
    };
    look();
    const timer = setInterval(look, betweenLooks);
    document.addEventListener('visibilitychange', look);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', look);
    };
  }

  async #look(chatId: string): Promise<void> {
    // What pushes have told, and what was listed last: costs no request.
    this.#unread = await keptUnread();
    const kept = await keptChats();
    this.#list(kept ?? []);
    const isListed = kept?.some((chat) => chat.id === chatId) === true;
    const isRecent = this.#asked !== null && performance.now() - this.#asked.at < betweenQuestions;
    if (isRecent && (isListed || this.#asked?.chatId === chatId)) return;
    const known = new Set([...(kept ?? []).map((chat) => chat.id), ...(await cachedChats())]);
    known.delete(chatId);
    if (known.size > 0) await this.#ask(chatId);
  }

  #list(chats: DeviceChat[]): void {
    this.chats = chats;
    this.several = chats.length > 1;
    rememberSeveral(this.several);
  }

  async #ask(chatId: string): Promise<void> {
    this.#asked = { chatId, at: performance.now() };
    const outcome = await deviceChats();
    if (!outcome.ok) return;
    this.#list(outcome.value.data);
    await keepChats(this.chats);
    this.#unread = await keptUnread();
    await showBadge();
  }
}

export const otherChats = new OtherChats();
