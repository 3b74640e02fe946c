import type { DeviceChat, Refusal } from '../../models/protocol';
import { showBadge } from '../../net/notifications/badge';
import { deviceChats } from '../../net/joining/joinCalls';
import { keepChats, keptChats } from '../../net/storage/keptChats';
import { forgetAllBut } from '../../net/storage/tidying';

/** The chats this device is in: as it last knew them at once, then fetched again whenever the page is looked at. */
export class DeviceChats {
  chats = $state.raw<DeviceChat[] | null>(null);
  refusal = $state.raw<Refusal | null>(null);
  /** The server can't be reached: what is shown is what was kept. */
  offline = $state.raw(false);
  #tidied = false;

  load = async (): Promise<void> => {
    const outcome = await deviceChats();
    if (outcome.ok) {
      this.chats = outcome.value.data;
      this.refusal = null;
      this.offline = false;
      await this.#keep(outcome.value.data);
      return;
    }
    this.offline = this.chats !== null && ['network', 'unavailable'].includes(outcome.refusal.reason);
    this.refusal = this.offline ? null : outcome.refusal;
  };

  /** Until the answered function is called. */
  watch(): () => void {
    void this.#begin();
    const look = () => {
      if (document.visibilityState === 'visible') void this.load();
    };
    const timer = setInterval(look, 30_000);
    document.addEventListener('visibilitychange', look);
    addEventListener('online', look);
    addEventListener('offline', look);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', look);
      removeEventListener('online', look);
      removeEventListener('offline', look);
    };
  }

  async #begin(): Promise<void> {
    this.chats = await keptChats();
    await this.load();
  }

  async #keep(chats: readonly DeviceChat[]): Promise<void> {
    // Asked for every chat that is kept and not listed: once a visit is enough.
    if (!this.#tidied) await forgetAllBut(new Set(chats.map((chat) => chat.id)));
    this.#tidied = true;
    await keepChats(chats);
    await showBadge();
  }
}
