// How the JavaScript client under Node may give its token: node tokens.mjs SERVER CHAT TOKEN. One line for each way and transport.
import { HttpTransportType, HubConnectionBuilder, LogLevel } from '@microsoft/signalr';

const [server, chat, token] = process.argv.slice(2);
const ways = { headers: { headers: { Authorization: `Bearer ${token}` } }, accessTokenFactory: { accessTokenFactory: () => token } };
const transports = { WebSockets: HttpTransportType.WebSockets, ServerSentEvents: HttpTransportType.ServerSentEvents, LongPolling: HttpTransportType.LongPolling };

for (const [way, options] of Object.entries(ways)) {
  for (const [name, transport] of Object.entries(transports)) {
    const hub = new HubConnectionBuilder()
      .withUrl(`${server}hubs/chat?chat=${chat}`, { ...options, transport })
      .configureLogging(LogLevel.None)
      .build();
    let outcome = 'connected';
    try {
      await hub.start();
      const snapshot = await hub.invoke('Open', null);
      if (snapshot.refusal) outcome = snapshot.refusal.reason;
      await hub.stop();
    } catch (fault) {
      outcome = `refused${/\b401\b/.test(String(fault)) ? ' with 401' : ''}`;
    }
    console.log(`${way}, ${name}: ${outcome}`);
  }
}

process.exit(0);
