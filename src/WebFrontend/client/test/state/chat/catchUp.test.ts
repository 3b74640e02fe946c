import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { Snapshot } from '../../../src/models/protocol';
import { ConnectionLost } from '../../../src/net/chat/chatConnection';
import { CatchUp, type CatchUpPort } from '../../../src/state/chat/catchUp';

const snapshot = (fields: Partial<Snapshot>) => ({ me: 'ann', refusal: null, now: '', ...fields }) as Snapshot;

let calls: [string, unknown][];
let answers: Snapshot[];
let port: { [K in keyof CatchUpPort]: ReturnType<typeof vi.fn> };
let catchUp: CatchUp;

const invoke = async (method: string, after: unknown) => {
  calls.push([method, after]);
  return answers.shift();
};

beforeEach(() => {
  calls = [];
  answers = [];
  port = {
    high: vi.fn(() => 7),
    me: vi.fn(() => 'ann'),
    invoke: vi.fn(invoke),
    take: vi.fn(),
    startAnew: vi.fn(async () => undefined),
    notInChat: vi.fn(),
  };
  catchUp = new CatchUp(port as unknown as CatchUpPort);
});

describe('a new connection', () => {
  test.each([
    [0, null],
    [7, 7],
  ])('of a page that has everything up to %d opens the chat after %j', async (high, after) => {
    port.high.mockReturnValue(high);
    answers = [snapshot({})];
    await catchUp.open(port.invoke as never);
    expect(calls).toEqual([['Open', after]]);
    expect(port.take).toHaveBeenCalledExactlyOnceWith(snapshot({}));
    expect(port.startAnew).not.toHaveBeenCalled();
  });

  test('by another person than before begins with nothing of theirs', async () => {
    answers = [snapshot({ me: 'bob' }), snapshot({ me: 'bob', reset: true })];
    port.startAnew.mockImplementation(async () => expect(port.take).not.toHaveBeenCalled());
    await catchUp.open(port.invoke as never);
    expect(port.startAnew).toHaveBeenCalledOnce();
    expect(calls).toEqual([
      ['Open', 7],
      ['Open', null],
    ]);
    expect(port.take).toHaveBeenCalledExactlyOnceWith(snapshot({ me: 'bob', reset: true }));
  });

  test.each([
    ['not_in_chat', 1],
    ['unavailable', 0],
  ])('that is refused (%s) does not count as up, and nothing is taken', async (reason, told) => {
    answers = [snapshot({ refusal: { reason } as never })];
    await expect(catchUp.open(port.invoke as never)).rejects.toBeInstanceOf(ConnectionLost);
    expect(port.take).not.toHaveBeenCalled();
    expect(port.notInChat).toHaveBeenCalledTimes(told);
  });
});

describe('what is missing', () => {
  test('is asked for once at a time', async () => {
    answers = [snapshot({}), snapshot({})];
    await Promise.all([catchUp.sync(), catchUp.sync(), catchUp.fillGap()]);
    expect(calls).toEqual([['Sync', 7]]);
    await catchUp.sync();
    expect(calls).toHaveLength(2);
    expect(port.take).toHaveBeenCalledTimes(2);
  });

  test('is left to the next connection when this one is lost', async () => {
    port.invoke.mockRejectedValueOnce(new ConnectionLost('Sync'));
    await catchUp.fillGap();
    port.invoke.mockRejectedValueOnce(new Error('No such method.'));
    await expect(catchUp.fillGap()).rejects.toThrow('No such method.');
  });
});
