import { HubConnectionBuilder, LogLevel, type HubConnection } from '@microsoft/signalr';

/** By whatever gets through: fetched only where WebSockets do not. */
export const negotiatedHub = (url: string): HubConnection =>
  new HubConnectionBuilder().configureLogging(LogLevel.None).withUrl(url).build();
