import { HttpTransportType, HubConnectionBuilder, LogLevel, type IHttpConnectionOptions } from '@microsoft/signalr';
import type { Hub } from './hub';

/** What has not begun by then is held back. */
const patience = 6000;

/** A proxy may hold back what the server says, its headers too, and the browser would wait for ever. */
class ImpatientEventSource extends EventSource {
  constructor(url: string | URL, options?: EventSourceInit) {
    super(url, options);
    const giveUp = setTimeout(() => {
      this.close();
      this.onerror?.(new Event('error'));
    }, patience);
    this.addEventListener('open', () => clearTimeout(giveUp), { once: true });
  }
}

/** One of those that get through where WebSockets do not: fetched only there. */
export function negotiatedHub(url: string, by: 'events' | 'polling'): Hub {
  const transport = by === 'events' ? HttpTransportType.ServerSentEvents : HttpTransportType.LongPolling;
  // The library takes it, its types don't say so.
  const options: IHttpConnectionOptions & { EventSource: typeof EventSource } = {
    transport,
    EventSource: ImpatientEventSource,
  };
  return new HubConnectionBuilder().configureLogging(LogLevel.None).withUrl(url, options).build();
}
