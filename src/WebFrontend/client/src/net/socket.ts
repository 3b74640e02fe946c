/**
 * One WebSocket as SignalR's hub connection wants its transport: what the library's own connection does when it skips
 * negotiation, without the transports that a first visit does not need. Used once; it never comes back by itself.
 */
export class SocketConnection {
  readonly features = {};
  onreceive: ((data: string) => void) | null = null;
  onclose: ((error?: Error) => void) | null = null;
  #socket: WebSocket | null = null;
  #abandon: ((reason: Error) => void) | null = null;

  constructor(public baseUrl: string) {}

  start(): Promise<void> {
    return new Promise((resolve, reject) => {
      const socket = new WebSocket(new URL(this.baseUrl, location.href.replace(/^http/, 'ws')));
      this.#socket = socket;
      this.#abandon = reject;
      socket.onopen = () => {
        this.#abandon = null;
        resolve();
      };
      socket.onmessage = ({ data }: MessageEvent<string>) => this.#receive(data);
      socket.onclose = ({ code, wasClean }) =>
        this.#close(wasClean && code === 1000 ? undefined : new Error(`The socket closed with ${code}.`));
    });
  }

  async send(data: string): Promise<void> {
    if (this.#socket?.readyState !== WebSocket.OPEN) throw new Error('The socket is not open.');
    this.#socket.send(data);
  }

  /** At once: without a network, the browser itself may take many seconds to call a socket closed. */
  async stop(error?: Error): Promise<void> {
    this.#close(error);
  }

  #receive(data: string): void {
    try {
      this.onreceive?.(data);
    } catch (error) {
      // What can't be read was not meant for us: a hub that went on would miss it silently.
      this.#close(error as Error);
    }
  }

  #close(error?: Error): void {
    const socket = this.#socket;
    if (socket === null) return;
    this.#socket = null;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close();
    if (this.#abandon === null) this.onclose?.(error);
    else this.#abandon(error ?? new Error('Stopped before the socket was open.'));
  }
}
