import { HttpTransportType, HubConnectionBuilder, LogLevel } from '@microsoft/signalr';
import type { Hub } from './hub';

/** SignalR's own client, by a transport that gets through where WebSockets do not: fetched only there. */
export function negotiatedHub(url: string, by: 'events' | 'polling'): Hub {
  const transport = by === 'events' ? HttpTransportType.ServerSentEvents : HttpTransportType.LongPolling;
  return new HubConnectionBuilder().configureLogging(LogLevel.None).withUrl(url, { transport }).build();
}
