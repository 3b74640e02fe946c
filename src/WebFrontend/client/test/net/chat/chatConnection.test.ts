// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { JoinProgress } from '../../../src/models/protocol';
import { ChatConnection, ConnectionLost, type ConnectionState } from '../../../src/net/chat/chatConnection';
import * as connecting from '../../../src/net/hub/connecting';
import type { Hub, Transport } from '../../../src/net/hub/hub';
import * as joinCalls from '../../../src/net/joining/joinCalls';

type Handler = (...args: never[]) => void;

/** A connection whose server can speak, and take its time to answer. */
class Connection {
  state = 'Disconnected';
  stopped = 0;
  readonly calls: string[] = [];
  readonly #handlers = new Map<string, Handler>();
  readonly #waiting: ((reason: Error) => void)[] = [];
  #closed: () => void = () => undefined;

  constructor(
    readonly transport: Transport,
    private readonly refuses: boolean,
  ) {}

  on = (event: string, handler: Handler) => void this.#handlers.set(event, handler);
  onclose = (closed: () => void) => void (this.#closed = closed);

  start = async () => {
    if (this.refuses) throw new Error('503');
    this.state = 'Connected';
  };

  invoke = (method: string) =>
    new Promise((resolve, reject) => {
      this.calls.push(method);
      if (method === 'Open') resolve(null);
      else this.#waiting.push(reject);
    });

  stop = async () => {
    this.stopped += 1;
    if (this.state !== 'Connected') return;
    this.state = 'Disconnected';
    for (const reject of this.#waiting) reject(new Error('The connection was stopped.'));
    this.#closed();
  };

  says(event: string, body: unknown): void {
    this.#handlers.get(event)?.(body as never);
  }
}

let connections: Connection[];
let refusals: number;
let states: ConnectionState[];
let link: ChatConnection;

const newest = () => connections[connections.length - 1] as Connection;
const settle = () => vi.advanceTimersByTimeAsync(0);

beforeEach(async () => {
  vi.useFakeTimers();
  connections = [];
  refusals = 0;
  states = [];
  vi.spyOn(connecting, 'connectionTo').mockImplementation(async (_chat, transport) => {
    connections.push(new Connection(transport, refusals-- > 0));
    return newest() as unknown as Hub;
  });
  vi.spyOn(joinCalls, 'joinProgress').mockResolvedValue({ ok: true, value: { step: 'joined' } as JoinProgress });
  vi.spyOn(console, 'debug').mockReturnValue();
  link = new ChatConnection('chat', {
    open: async (invoke) => invoke('Open'),
    sync: async () => undefined,
    state: (state) => void (states[states.length - 1] !== state && states.push(state)),
    events: () => undefined,
    presence: () => undefined,
    reads: () => undefined,
    gone: () => undefined,
  });
});

afterEach(() => {
  link.end();
  vi.useRealTimers();
});

describe('a server that is about to stop', () => {
  test.each([0.001, 0.25, 0.999])(
    'is left at a moment of one’s own within the time it gives (%d of it)',
    async (share) => {
      vi.spyOn(Math, 'random').mockReturnValue(share);
      link.start();
      await settle();

      newest().says('moving', { within_ms: 4000 });
      await vi.advanceTimersByTimeAsync(4000 * share - 1);
      expect(connections[0]?.stopped).toBe(0);
      expect(link.isUp).toBe(true);

      await vi.advanceTimersByTimeAsync(300);
      expect(connections[0]?.stopped).toBe(1);
      expect(connections).toHaveLength(2);
      expect(connections[1]?.calls).toEqual(['Open']);
      expect(states).toEqual(['connecting', 'up', 'connecting', 'up']);
    },
  );

  test('loses no call silently: whoever made it learns that it is to be made again', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0.5);
    link.start();
    await settle();
    const sending = link.invoke('Send').catch((error: unknown) => error);

    newest().says('moving', { within_ms: 1000 });
    await vi.advanceTimersByTimeAsync(1000);

    expect(await sending).toBeInstanceOf(ConnectionLost);
    expect(link.isUp).toBe(true);
  });

  test('does not move anybody who has left it already', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0.9);
    link.start();
    await settle();
    newest().says('moving', { within_ms: 1000 });
    await connections[0]?.stop();
    await vi.advanceTimersByTimeAsync(5000);

    expect(connections).toHaveLength(2);
    expect(connections[1]?.stopped).toBe(0);
  });
});

describe('where sockets are refused while the server answers', () => {
  test('the fallbacks and sockets are tried in turn, and sockets first the next time', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0.5);
    refusals = 5;
    link.start();
    await vi.advanceTimersByTimeAsync(60_000);
    const tried = ['websocket', 'websocket', 'websocket', 'events', 'polling', 'websocket'];
    expect(connections.map(({ transport }) => transport)).toEqual(tried);

    await newest().stop();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(newest().transport).toBe('websocket');
    expect(link.isUp).toBe(true);
  });

  test('what got through the last time is tried soon when the connection is lost', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0.5);
    refusals = 4;
    link.start();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(newest().transport).toBe('polling');

    refusals = 1;
    await newest().stop();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(connections.slice(5).map(({ transport }) => transport)).toEqual(['websocket', 'polling']);
    expect(link.isUp).toBe(true);
  });

  test('a connection that can’t even be stopped holds up none that comes after it', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0.5);
    vi.mocked(connecting.connectionTo).mockImplementationOnce(async (_chat, transport) => {
      const held = new Connection(transport, false);
      held.start = () => new Promise(() => undefined);
      held.stop = () => new Promise(() => undefined);
      return held as unknown as Hub;
    });
    link.start();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(link.isUp).toBe(true);
  });
});
