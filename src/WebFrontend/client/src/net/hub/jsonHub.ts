import type { Hub } from './hub';
import { handshake, known, read, written, type HubMessage } from './hubProtocol';

/** The server closes a connection that says nothing for 30 s, and pings every 15 s itself. */
const keepAlive = 15_000;
const serverTimeout = 30_000;

interface Call {
  resolve(result: never): void;
  reject(reason: Error): void;
}

/**
 * A hub over one WebSocket without negotiation: what a first visit needs of SignalR's client, in a tenth of its size. It never comes back by itself, not even
 * where the server's goodbye allows it: its owner connects again. A connection on which anything can't be read is closed: going on would miss it silently.
 */
export class JsonHub implements Hub {
  state: 'Disconnected' | 'Connecting' | 'Connected' = 'Disconnected';
  #socket: WebSocket | null = null;
  #start: Call | null = null;
  #calls = new Map<string, Call>();
  #lastCall = 0;
  #handlers = new Map<string, (...args: never[]) => void>();
  #onclose: () => void = () => undefined;
  #lastSent = 0;
  #pinging: ReturnType<typeof setTimeout> | undefined;
  #hearing: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly url: string) {}

  on(target: string, handler: (...args: never[]) => void): void {
    this.#handlers.set(target, handler);
  }

  onclose(handler: () => void): void {
    this.#onclose = handler;
  }

  start(): Promise<void> {
    return new Promise<void>((resolve, reject) => {
      this.#start = { resolve, reject };
      this.state = 'Connecting';
      const socket = new WebSocket(new URL(this.url, location.href.replace(/^http/, 'ws')));
      this.#socket = socket;
      socket.binaryType = 'arraybuffer';
      socket.onopen = () => this.#send(handshake);
      socket.onmessage = ({ data }: MessageEvent<string | ArrayBuffer>) => this.#receive(data);
      socket.onclose = ({ code }) => this.#close(new Error(`The socket closed with ${code}.`));
    });
  }

  invoke<T>(target: string, ...args: unknown[]): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      if (this.state !== 'Connected') throw new Error('The hub is not connected.');
      const invocationId = String(++this.#lastCall);
      this.#send(written({ type: 1, target, arguments: args, invocationId }));
      this.#calls.set(invocationId, { resolve, reject });
    });
  }

  /** At once: without a network, the browser itself may take many seconds to call a socket closed. */
  async stop(): Promise<void> {
    if (this.state === 'Connected') this.#send(written({ type: 7 }));
    this.#close(new Error('The hub was stopped.'));
  }

  #send(text: string): void {
    this.#socket?.send(text);
    this.#lastSent = Date.now();
    clearTimeout(this.#pinging);
    this.#pinging = setTimeout(() => this.#ping(), keepAlive);
  }

  #ping(): void {
    this.#send(written({ type: 6 }));
  }

  #receive(frame: string | ArrayBuffer): void {
    clearTimeout(this.#hearing);
    this.#hearing = setTimeout(() => this.#close(new Error('The server says nothing any more.')), serverTimeout);
    // A page in the background is called late by its timers, but not by its sockets.
    if (Date.now() - this.#lastSent > keepAlive) this.#ping();
    try {
      for (const message of read(frame)) {
        if (this.state === 'Connecting') this.#greeted(message);
        else if (this.state === 'Connected') this.#take(known(message));
      }
    } catch (error) {
      this.#close(error as Error);
    }
  }

  #greeted({ type, error }: Record<string, unknown>): void {
    if (type !== undefined) throw new Error('The server did not answer the handshake.');
    if (typeof error === 'string') throw new Error(error);
    this.state = 'Connected';
    this.#start?.resolve(undefined as never);
    this.#start = null;
  }

  #take(message: HubMessage | null): void {
    if (message?.type === 1) {
      this.#handle(message.target, message.arguments);
      // The server must not wait for a result that never comes.
      if (message.invocationId !== undefined)
        this.#send(written({ type: 3, invocationId: message.invocationId, error: 'The app returns no results.' }));
    } else if (message?.type === 3) {
      const call = this.#calls.get(message.invocationId);
      this.#calls.delete(message.invocationId);
      if (message.error === undefined) call?.resolve(message.result as never);
      else call?.reject(new Error(message.error));
    } else if (message?.type === 7) this.#close(new Error(message.error ?? 'The server closed the connection.'));
  }

  /** A fault of the app is not one of the connection. */
  #handle(target: string, args: unknown[]): void {
    try {
      this.#handlers.get(target)?.(...(args as never[]));
    } catch (error) {
      reportError(error);
    }
  }

  #close(reason: Error): void {
    const socket = this.#socket;
    if (socket === null) return;
    this.#socket = socket.onopen = socket.onmessage = socket.onclose = null;
    clearTimeout(this.#pinging);
    clearTimeout(this.#hearing);
    socket.close();
    this.state = 'Disconnected';
    for (const call of [this.#start, ...this.#calls.values()]) call?.reject(reason);
    this.#calls.clear();
    if (this.#start === null) this.#onclose();
    this.#start = null;
  }
}
