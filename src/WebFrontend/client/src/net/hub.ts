import { HubConnection, JsonHubProtocol, NullLogger } from '@microsoft/signalr';
import { SocketConnection } from './socket';

/** WebSockets without negotiation need no sticky sessions; where something blocks them, negotiated transports remain. */
export type Transport = 'websocket' | 'negotiated';

const patience = 10_000;

/** Not yet started. Rejects when the code of the fallback can't be fetched. */
export async function connectionTo(chatId: string, transport: Transport): Promise<HubConnection> {
  const url = `/hubs/chat?chat=${chatId}`;
  if (transport === 'negotiated') return (await import('./negotiatedHub')).negotiatedHub(url);
  return factory.create(new SocketConnection(url), NullLogger.instance, new JsonHubProtocol());
}

/**
 * What the library's builder calls, with a connection of ours. Its types keep this back; the builder brings every transport
 * along, which is a seventh of all the script that a first visit may load.
 */
const factory = HubConnection as unknown as {
  create(connection: SocketConnection, logger: NullLogger, protocol: JsonHubProtocol): HubConnection;
};

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
