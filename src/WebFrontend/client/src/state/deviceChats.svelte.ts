import type { DeviceChat, Refusal } from '../models/protocol';
import { deviceChats } from '../net/joinCalls';

/** The chats this device is in, fetched again whenever somebody looks at the page. */
export class DeviceChats {
  chats = $state.raw<DeviceChat[] | null>(null);
  refusal = $state.raw<Refusal | null>(null);

  load = async (): Promise<void> => {
    const outcome = await deviceChats();
    if (outcome.ok) this.chats = outcome.value.data;
    this.refusal = outcome.ok ? null : outcome.refusal;
  };

  /** Until the answered function is called. */
  watch(): () => void {
    void this.load();
    const look = () => {
      if (document.visibilityState === 'visible') void this.load();
    };
    const timer = setInterval(look, 30_000);
    document.addEventListener('visibilitychange', look);
    addEventListener('online', look);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', look);
      removeEventListener('online', look);
    };
  }
}
