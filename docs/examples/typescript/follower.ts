// Hears every event of a chat once and in order, whatever happens to the connection. What it has, it knows by one number.
import { HttpTransportType, HubConnectionBuilder, LogLevel, type HubConnection } from '@microsoft/signalr';
import { pause, server } from './api.js';

export interface ChatEvent {
  seq: number;
  kind: string;
  by: string;
  text: string | null;
}

interface Snapshot {
  events: ChatEvent[] | null;
  reset: boolean | null;
  refusal: { reason: string; message: string } | null;
}

/** Until the chat has signed it out. */
export async function follow(token: string, chat: string, take: (event: ChatEvent) => Promise<void>): Promise<void> {
  let last: number | null = null;
  let goesOn = true;
  // Events are taken one after the other, also when taking one takes a while.
  let turn = Promise.resolve();
  const inTurn = (work: () => Promise<void>) => (turn = turn.then(work).catch((fault: unknown) => console.error(String(fault))));

  const takeAll = async (events: ChatEvent[]) => {
    for (const event of events) {
      if (last !== null && event.seq <= last) continue;
      await take(event);
      last = event.seq;
    }
  };

  const catchUp = async (hub: HubConnection, method: 'Open' | 'Sync') => {
    const { events, reset, refusal } = await hub.invoke<Snapshot>(method, last);
    if (!events) throw new Error(refusal?.message);
    // After a reset the newest page begins wherever it begins.
    if (reset && events[0]) last = events[0].seq - 1;
    await takeAll(events);
  };

  while (goesOn) {
    const hub = new HubConnectionBuilder()
      .withUrl(`${server}/hubs/chat?chat=${chat}`, {
        headers: { Authorization: `Bearer ${token}` },
        transport: HttpTransportType.WebSockets,
        skipNegotiation: true,
      })
      .configureLogging(LogLevel.None)
      .build();
    let wait = Math.random() * 1000;
    const over = new Promise<void>((resolve) => {
      hub.onclose(() => resolve());
      hub.on('moving', ({ within_ms }: { within_ms: number }) => {
        wait = Math.random() * within_ms;
        resolve();
      });
    });
    hub.on('events', ({ events }: { events: ChatEvent[] }) =>
      inTurn(() => (last !== null && events[0] && events[0].seq > last + 1 ? catchUp(hub, 'Sync') : takeAll(events))),
    );
    hub.on('resync', () => inTurn(() => catchUp(hub, 'Sync')));
    hub.on('signed_out', () => (goesOn = false));
    try {
      await hub.start();
      // On each new connection: events flow from here on. It takes its turn before the first of them.
      await inTurn(() => catchUp(hub, 'Open').catch((fault: unknown) => (hub.stop(), Promise.reject(fault))));
      await over;
    } catch {
      // The line is down, or the server is not there yet.
    }
    await hub.stop();
    if (goesOn) await pause(wait);
  }
}
