import { HubConnection, JsonHubProtocol, NullLogger } from '@microsoft/signalr';
import { language } from './language';
import { SocketConnection } from './socket';

/** WebSockets without negotiation need no sticky sessions; where something blocks them, the negotiated ones remain: server-sent events, and long polling, which gets through everything. */
export type Transport = 'websocket' | 'events' | 'polling';

/** Not yet started. Rejects when the code of the fallback can't be fetched. */
export async function connectionTo(chatId: string, transport: Transport): Promise<HubConnection> {
  const url = `/hubs/chat?chat=${chatId}&lang=${language()}`;
  if (transport !== 'websocket') return (await import('./negotiatedHub')).negotiatedHub(url, transport);
  return factory.create(new SocketConnection(url), NullLogger.instance, new JsonHubProtocol());
}

/**
 * What the library's builder calls, with a connection of ours. Its types keep this back; the builder brings every transport
 * along, which is a seventh of all the script that a first visit may load.
 */
const factory = HubConnection as unknown as {
  create(connection: SocketConnection, logger: NullLogger, protocol: JsonHubProtocol): HubConnection;
};
