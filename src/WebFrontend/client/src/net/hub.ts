import { HttpTransportType, HubConnectionBuilder, LogLevel, type HubConnection } from '@microsoft/signalr';

/** WebSockets without negotiation need no sticky sessions; where something blocks them, negotiated transports remain. */
export type Transport = 'websocket' | 'negotiated';

const patience = 10_000;

export function connectionTo(chatId: string, transport: Transport): HubConnection {
  const url = `/hubs/chat?chat=${chatId}`;
  const builder = new HubConnectionBuilder().configureLogging(LogLevel.None);
  const connection = (
    transport === 'websocket'
      ? builder.withUrl(url, { skipNegotiation: true, transport: HttpTransportType.WebSockets })
      : builder.withUrl(url)
  ).build();
  return connection;
}

/** Fails after `patience` as a lost connection would: a half-open socket may swallow a call for minutes. */
export async function inTime<T>(work: Promise<T>, limit = patience): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`No answer within ${limit} ms.`)), limit);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
