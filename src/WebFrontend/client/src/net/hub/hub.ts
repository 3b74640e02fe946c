/**
 * WebSockets without negotiation need no sticky sessions; where something blocks them, the negotiated ones remain: server-sent events, and long polling,
 * which gets through everything.
 */
export type Transport = 'websocket' | 'events' | 'polling';

/**
 * A connection to a SignalR hub, as far as the app uses one: `JsonHub`, or the library's where WebSockets are blocked. Used once; it never comes back by
 * itself.
 */
export interface Hub {
  /** `Connected` from the end of the handshake until the connection is lost or stopped. */
  readonly state: string;
  /** Handles what the server sends under this name. */
  on(target: string, handler: (...args: never[]) => void): void;
  /** Called once, after the connection was lost or stopped. */
  onclose(handler: () => void): void;
  /** Connects; rejects when that fails. */
  start(): Promise<void>;
  /** Calls a method. Rejects with the hub's own error while `state` is `Connected`, and with another when the connection ends first. */
  invoke<T>(method: string, ...args: unknown[]): Promise<T>;
  stop(): Promise<void>;
}
