// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { JsonHub } from '../../../src/net/hub/jsonHub';
import { read, written } from '../../../src/net/hub/hubProtocol';

/** A socket whose server speaks when the test says so. */
class Socket {
  static newest: Socket;
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;
  sent: string[] = [];
  closed = false;
  binaryType = 'blob';

  constructor(readonly url: URL) {
    Socket.newest = this;
  }

  send = (text: string) => void this.sent.push(text);
  close = () => void (this.closed = true);
  says = (...messages: object[]) => this.onmessage?.({ data: messages.map((each) => written(each as never)).join('') });
}

let hub: JsonHub;
let closings: number;
const socket = () => Socket.newest;

async function connect(): Promise<void> {
  const started = hub.start();
  socket().onopen?.();
  socket().says({});
  await started;
  socket().sent.length = 0;
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('WebSocket', Socket);
  closings = 0;
  hub = new JsonHub('/hubs/chat?chat=x');
  hub.onclose(() => (closings += 1));
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

describe('the handshake', () => {
  test('asks for JSON in version 1, and ends with the first answer', async () => {
    const started = hub.start();
    expect(socket().url.protocol).toBe('ws:');
    socket().onopen?.();
    expect(socket().sent).toEqual(['{"protocol":"json","version":1}\x1e']);
    expect(hub.state).toBe('Connecting');
    socket().says({});
    await started;
    expect(hub.state).toBe('Connected');
  });

  test('may come with the first messages in one frame', async () => {
    const heard = vi.fn();
    hub.on('events', heard);
    const started = hub.start();
    socket().onopen?.();
    socket().says({}, { type: 1, target: 'events', arguments: [{ events: [] }] }, { type: 6 });
    await started;
    expect(heard).toHaveBeenCalledExactlyOnceWith({ events: [] });
  });

  test.each([
    ['is refused', () => socket().says({ error: 'Requested protocol is not available.' })],
    ['is cut', () => socket().onclose?.({ code: 1006 })],
    ['is stopped', () => void hub.stop()],
    ['is answered by another message', () => socket().says({ type: 6 })],
    ['is answered by what is no message', () => socket().onmessage?.({ data: '<html>' })],
  ])('that %s fails the start, and is no end of a connection', async (_how, end) => {
    const started = hub.start();
    socket().onopen?.();
    end();
    await expect(started).rejects.toThrow();
    expect([hub.state, socket().closed, closings]).toEqual(['Disconnected', true, 0]);
  });
});

describe('a call', () => {
  beforeEach(connect);

  test('gets the answer with its number, in any order, null included', async () => {
    const [first, second, third] = [hub.invoke('A', 1, null), hub.invoke('B'), hub.invoke('C')];
    expect(socket().sent.map((text) => read(text)[0])).toEqual([
      { type: 1, target: 'A', arguments: [1, null], invocationId: '1' },
      { type: 1, target: 'B', arguments: [], invocationId: '2' },
      { type: 1, target: 'C', arguments: [], invocationId: '3' },
    ]);
    socket().says({ type: 3, invocationId: '2', result: { id: 7 } }, { type: 3, invocationId: '1', result: null });
    socket().says({ type: 3, invocationId: '3' });
    expect(await second).toEqual({ id: 7 });
    expect(await first).toBeNull();
    expect(await third).toBeUndefined();
  });

  test('that the hub refuses fails with its words, while the connection stands', async () => {
    const call = hub.invoke('A');
    socket().says({ type: 3, invocationId: '1', error: 'No such method.' });
    await expect(call).rejects.toThrow('No such method.');
    expect(hub.state).toBe('Connected');
  });

  test('without an answer fails when the connection is lost or stopped, and no later call waits for ever', async () => {
    const lost = hub.invoke('A');
    socket().onclose?.({ code: 1006 });
    await expect(lost).rejects.toThrow('1006');
    await expect(hub.invoke('B')).rejects.toThrow('not connected');
    expect([hub.state, closings]).toEqual(['Disconnected', 1]);
  });

  test('with more than the server takes fails, and the connection stands', async () => {
    await expect(hub.invoke('A', 'x'.repeat(70_000))).rejects.toThrow('too long');
    expect(socket().sent).toEqual([]);
    expect(hub.state).toBe('Connected');
  });

  test('answered twice, or never made, changes nothing', async () => {
    const call = hub.invoke('A');
    socket().says({ type: 3, invocationId: '9', result: 0 }, { type: 3, invocationId: '1', result: 1 });
    socket().says({ type: 3, invocationId: '1', result: 2 });
    expect(await call).toBe(1);
  });
});

describe('a connection', () => {
  beforeEach(connect);

  test('says goodbye when it is stopped, once', async () => {
    await hub.stop();
    await hub.stop();
    expect(socket().sent).toEqual(['{"type":7}\x1e']);
    expect([socket().closed, closings]).toEqual([true, 1]);
  });

  test('pings after 15 s in which it sent nothing, and not before', () => {
    vi.advanceTimersByTime(10_000);
    void hub.invoke('A').catch(() => undefined);
    socket().sent.length = 0;
    vi.advanceTimersByTime(14_999);
    expect(socket().sent).toEqual([]);
    socket().says({ type: 6 });
    vi.advanceTimersByTime(1);
    expect(socket().sent).toEqual(['{"type":6}\x1e']);
  });

  test('pings at the next message when its timers are called late', () => {
    vi.setSystemTime(Date.now() + 40_000);
    socket().says({ type: 6 });
    expect(socket().sent).toEqual(['{"type":6}\x1e']);
  });

  test('is lost after 30 s in which the server said nothing', () => {
    vi.advanceTimersByTime(29_000);
    socket().says({ type: 6 });
    vi.advanceTimersByTime(29_999);
    expect(hub.state).toBe('Connected');
    vi.advanceTimersByTime(1);
    expect([hub.state, closings, socket().closed]).toEqual(['Disconnected', 1, true]);
  });

  test.each([
    { type: 7 },
    { type: 7, error: 'Connection closed with an error.' },
    { type: 7, allowReconnect: true },
    { type: 7, error: 'The server is stopping.', allowReconnect: true },
  ])('ends when the server says so: %j', (goodbye) => {
    const heard = vi.fn();
    hub.on('events', heard);
    socket().says(goodbye, { type: 1, target: 'events', arguments: [] });
    expect([hub.state, closings, socket().closed]).toEqual(['Disconnected', 1, true]);
    expect(heard).not.toHaveBeenCalled();
  });

  test('hears calls in order, several in one frame, and as bytes too', () => {
    const heard: unknown[] = [];
    hub.on('events', (body: never) => heard.push(body));
    expect(socket().binaryType).toBe('arraybuffer');
    socket().says(
      { type: 1, target: 'events', arguments: [1] },
      { type: 6 },
      { type: 1, target: 'events', arguments: [2] },
    );
    const bytes = new TextEncoder().encode('{"type":1,"target":"events","arguments":["Grüße 👋"]}\x1e');
    socket().onmessage?.({ data: bytes.buffer });
    expect(heard).toEqual([1, 2, 'Grüße 👋']);
  });

  test('answers a server that wants a result, and passes over what it does not know', () => {
    socket().says({ type: 2, invocationId: '1', item: 1 }, { type: 99 }, { type: 1, target: 'new', arguments: [] });
    socket().says({ type: 1, target: 'ask', arguments: [], invocationId: 's1' });
    expect(read(socket().sent[0] ?? '')).toMatchObject([{ type: 3, invocationId: 's1', error: expect.any(String) }]);
    expect(hub.state).toBe('Connected');
  });

  test('survives a fault of the app, which is reported', () => {
    const reported = vi.fn();
    vi.stubGlobal('reportError', reported);
    const fault = new Error('A bug.');
    hub.on('events', () => {
      throw fault;
    });
    socket().says({ type: 1, target: 'events', arguments: [] });
    expect(reported).toHaveBeenCalledExactlyOnceWith(fault);
    expect(hub.state).toBe('Connected');
  });

  const latin1 = new Uint8Array([0xfc, 0x1e]).buffer;
  test.each([
    '{"type":6}',
    '{"type":6}\x1e{"ty',
    'null\x1e',
    '\x1e',
    'Hello\x1e',
    '{"type":3}\x1e',
    latin1,
    new Blob(),
  ])('is closed by what can not be read (%j)', (data) => {
    socket().onmessage?.({ data });
    expect([hub.state, closings]).toEqual(['Disconnected', 1]);
  });
});
