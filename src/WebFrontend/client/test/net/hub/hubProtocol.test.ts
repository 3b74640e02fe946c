import fc from 'fast-check';
import { expect, test } from 'vitest';
import { handshake, known, read, written } from '../../../src/net/hub/hubProtocol';

test('the handshake asks for JSON in version 1, as one record', () => {
  expect(handshake).toBe('{"protocol":"json","version":1}\x1e');
});

test('a record ends with the separator, and a frame has one or more', () => {
  expect(written({ type: 6 })).toBe('{"type":6}\x1e');
  expect(read('{"type":6}\x1e')).toEqual([{ type: 6 }]);
  expect(read('{}\x1e{"type":6}\x1e{"type":7}\x1e')).toEqual([{}, { type: 6 }, { type: 7 }]);
});

test.each(['{"type":6}', '{"type":6}\x1e{"type"', '\x1ex'])('no record goes on in another frame: %j', (frame) => {
  expect(() => read(frame)).toThrow('incomplete');
});

test('whatever is written is read again, in one frame or many, as text or bytes', () => {
  const message = fc.record({
    type: fc.constant(1 as const),
    target: fc.string(),
    arguments: fc.array(fc.oneof(fc.jsonValue(), fc.string({ unit: 'binary' }), fc.constant('\x1e'))),
  });
  fc.assert(
    fc.property(fc.array(message), (messages) => {
      const same = JSON.parse(JSON.stringify(messages)) as unknown;
      const frame = messages.map(written).join('');
      expect(read(frame)).toEqual(same);
      expect(read(new TextEncoder().encode(frame).buffer)).toEqual(same);
    }),
  );
});

test('more than 64 kB of UTF-8 is not written: the server would close the connection', () => {
  const send = (text: string) => written({ type: 1, invocationId: '1', target: 'Send', arguments: [text] });
  expect(() => send('€'.repeat(21_800))).not.toThrow();
  expect(() => send('€'.repeat(21_850))).toThrow('too long');
});

test('more than 32 Mi in a frame is not read', () => {
  expect(() => read('x'.repeat(32 * 1024 * 1024 + 1))).toThrow('too long');
  expect(() => read(new ArrayBuffer(32 * 1024 * 1024 + 1))).toThrow('too long');
});

// The examples of the specification.
test.each([
  { type: 1, invocationId: '123', target: 'Send', arguments: [42, 'Test Message'] },
  { type: 1, target: 'Send', arguments: [42, 'Test Message'] },
  { type: 1, target: 'Send', arguments: [], headers: { Foo: 'Bar' } },
  { type: 3, invocationId: '123' },
  { type: 3, invocationId: '123', result: 42 },
  { type: 3, invocationId: '123', result: null },
  { type: 3, invocationId: '123', error: "It didn't work!" },
  { type: 6 },
  { type: 7 },
  { type: 7, error: 'Connection closed because of an error!' },
  { type: 7, error: 'Connection closed because of an error!', allowReconnect: true },
])('is known: %j', (message) => {
  expect(known(message)).toEqual(message);
});

test.each([
  { type: 2, invocationId: '123', item: 42 },
  { type: 8, sequenceId: 1394 },
  { type: 9, sequenceId: 1234 },
  { type: 99, whatever: true },
])('is passed over: %j', (message) => {
  expect(known(message)).toBeNull();
});

test.each([
  {},
  { type: '1' },
  { type: 1, arguments: [] },
  { type: 1, target: 'events' },
  { type: 1, target: 'events', arguments: {} },
  { type: 3 },
  { type: 3, invocationId: 7 },
  { type: 3, invocationId: '1', result: 1, error: 'Both.' },
])('is malformed: %j', (message) => {
  expect(() => known(message)).toThrow('malformed');
});
