// @vitest-environment happy-dom
import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  changeFile,
  discard,
  fail,
  type Outbox,
  type OutboxEntry,
  type OutgoingFile,
} from '../../../src/models/messages/outbox';
import { newOutgoing } from '../../../src/models/files/draftAttachment';
import type { Transfer } from '../../../src/models/files/transfer';
import { hold, keepPreview, letGo, makePreview } from '../../../src/net/files/fileStorage';
import { contentDigest, sha256 } from '../../../src/net/files/hashing';
import * as calls from '../../../src/net/files/uploadCalls';
import type { UploadPort } from '../../../src/net/files/fileUpload';
import { Uploader } from '../../../src/net/files/uploader';
import { refused, UploadServer } from './uploadServer';

const fileOf = (id: string, content: string, fields: Partial<OutgoingFile> = {}): OutgoingFile => {
  hold(id, new Blob([content]));
  return { ...newOutgoing(id, { name: `${id}.txt`, size: content.length, type: 'text/plain' }), ...fields };
};

const entryOf = (clientId: string, files: OutgoingFile[]): OutboxEntry => ({
  chatId: 'chat',
  clientId,
  text: '',
  files,
  queuedAt: '',
  order: 1,
  failure: null,
  sentAs: null,
});

const until = (condition: () => boolean) => vi.waitUntil(condition, { timeout: 30_000, interval: 5 });

describe('the uploader', () => {
  let server: UploadServer;
  let outbox: Outbox;
  let told: (Transfer | null)[];
  let left: boolean;
  let uploader: Uploader;
  const files = () => outbox.flatMap((entry) => entry.files ?? []);
  const port: UploadPort = {
    read: () => outbox,
    reload: async () => undefined,
    changeFile: async (clientId, fileId, fields) => {
      if (!outbox.some((entry) => entry.clientId === clientId)) return false;
      outbox = changeFile(outbox, clientId, fileId, fields);
      return true;
    },
    progress: (_id, transfer) => void told.push(transfer),
    failed: async (clientId, sentence, final) => void (outbox = fail(outbox, clientId, sentence, final)),
    notInChat: () => {
      left = true;
      uploader.close();
    },
  };

  beforeEach(() => {
    vi.spyOn(Math, 'random').mockReturnValue(0);
    vi.spyOn(console, 'debug').mockImplementation(() => undefined);
    server = new UploadServer();
    told = [];
    left = false;
    uploader = new Uploader('chat', port);
  });
  afterEach(() => {
    uploader.close();
    letGo(files());
  });

  const send = (...entries: OutboxEntry[]) => {
    outbox = entries;
    uploader.kick();
  };

  test('brings files in blocks, whole, with what is known of them, and at most two at once', async () => {
    send(
      entryOf('m1', [fileOf('a', 'hello world', { width: 4, height: 3 }), fileOf('b', 'second')]),
      entryOf('m2', [fileOf('c', 'a third one'), fileOf('empty', '')]),
    );
    await until(() => files().every((file) => file.done));
    expect(Object.fromEntries(server.contents)).toEqual({ a: 'hello world', b: 'second', c: 'a third one', empty: '' });
    expect(server.completions[0]).toMatchObject({ voice: false });
    expect(server.completions.find(({ width }) => width === 4)).toMatchObject({ height: 3 });
    expect(server.mostAtOnce).toBe(2);
    expect(told[told.length - 1]).toBeNull();
  });

  test('goes on where it stopped after a lost connection, and sends no block twice', async () => {
    server.trouble = [undefined as never, refused(0, 'network'), refused(503, 'unavailable')];
    send(entryOf('m1', [fileOf('a', 'hello world')]));
    await until(() => files().every((file) => file.done));
    expect(server.contents.get('a')).toBe('hello world');
    expect(server.blocks).toEqual(['a/0', 'a/1', 'a/1', 'a/1', 'a/2']);
    expect(told.some((transfer) => transfer?.state === 'waiting')).toBe(true);
  });

  test('goes on in another page: asks what is there, and checks it against the file', async () => {
    send(entryOf('m1', [fileOf('a', 'hello world')]));
    server.trouble = [undefined as never, 'hang'];
    await until(() => server.blocks.length === 2);
    uploader.close();
    server.blocks = [];
    uploader = new Uploader('chat', port);
    uploader.kick();
    await until(() => files().every((file) => file.done));
    expect(server.blocks).toEqual(['a/1', 'a/2']);
    expect(server.contents.get('a')).toBe('hello world');
    expect(server.begun).toBe(1);
  });

  test('replaces a block that is not what the file has', async () => {
    send(entryOf('m1', [fileOf('a', 'hello world')]));
    server.trouble = [undefined as never, 'hang'];
    await until(() => server.blocks.length === 2);
    uploader.close();
    letGo([{ id: 'a' }]);
    hold('a', new Blob(['HELLO world']));
    uploader = new Uploader('chat', port);
    uploader.kick();
    await until(() => files().every((file) => file.done));
    expect(server.contents.get('a')).toBe('HELLO world');
  });

  test('waits for a picture that is still being made, and completes the file with it', async () => {
    const order: string[] = [];
    vi.spyOn(calls, 'putPreview').mockImplementation(async (_chat, id, picture) => {
      order.push(`${id}: ${await picture.text()}, ${server.completions.length} complete`);
      return { ok: true, value: undefined };
    });
    let finish = (): void => undefined;
    const drawn = new Promise<void>((resolve) => (finish = resolve));
    makePreview(
      'a',
      drawn.then(async () => void (await keepPreview('chat', 'a', new Blob(['page'])))),
    );
    send(entryOf('m1', [fileOf('a', 'hello'), fileOf('b', 'other')]));
    await until(() => files().some(({ id, done }) => id === 'b' && done));
    expect(files().find(({ id }) => id === 'a')?.done).toBe(false);
    finish();
    await until(() => files().every((file) => file.done));
    expect(order).toEqual(['a: page, 1 complete']);
  });

  test('does not wait for a picture of a message that nobody wants sent any more', async () => {
    makePreview('unwanted', new Promise(() => undefined));
    send(entryOf('m1', [fileOf('unwanted', 'hello')]));
    await until(() => told.some((transfer) => transfer?.state === 'finishing'));
    outbox = [];
    uploader.kick();
    await until(() => told.at(-1) === null);
    expect(server.completions).toEqual([]);
  });

  test('waits only so long for a picture', async () => {
    makePreview('slow', new Promise(() => undefined));
    vi.useFakeTimers();
    try {
      send(entryOf('m1', [fileOf('slow', 'hello')]));
      await vi.waitUntil(() => told.some((transfer) => transfer?.state === 'finishing'));
      await vi.advanceTimersByTimeAsync(14_000);
      expect(files()[0]?.done).toBe(false);
      await vi.advanceTimersByTimeAsync(1_500);
      await vi.waitUntil(() => files()[0]?.done);
    } finally {
      vi.useRealTimers();
    }
  });

  test('begins anew when the server has removed the upload', async () => {
    send(entryOf('m1', [fileOf('a', 'hello', { uploadId: 'expired' })]));
    await until(() => files().every((file) => file.done));
    expect(server.contents.get('a')).toBe('hello');
    expect(files()[0]?.uploadId).toBe('a');
  });

  test.each([
    [413, 'file_too_large', true],
    [403, 'not_allowed', false],
  ])('refused with %i %s, says whether another try would help', async (status, reason, final) => {
    server.trouble = [refused(status, reason)];
    send(entryOf('m1', [fileOf('a', 'hello')]));
    await until(() => outbox[0]?.failure === `Refused: ${reason}.`);
    expect(outbox[0]?.final).toBe(final);
  });

  test('sends a block again that arrived broken', async () => {
    server.trouble = [refused(422, 'invalid_field')];
    send(entryOf('m1', [fileOf('a', 'hello')]));
    await until(() => files().every((file) => file.done));
    expect(server.blocks).toEqual(['a/0', 'a/0', 'a/1']);
  });

  test('says at once what the server will not take, and goes on with the others', async () => {
    vi.mocked(calls.beginUpload).mockResolvedValueOnce(refused(413, 'file_too_large'));
    send(entryOf('m1', [fileOf('a', 'hello')]), entryOf('m2', [fileOf('b', 'hello')]));
    await until(() => outbox[0]?.failure !== null && outbox[1]?.files?.[0]?.done === true);
    expect(outbox[0]).toMatchObject({ failure: 'Refused: file_too_large.', files: [{ done: false }] });
    expect(outbox[0]?.files?.[0]?.failure).toBe('Refused: file_too_large.');
  });

  test('stops at once when a message is discarded, and tells the server', async () => {
    server.trouble = ['hang'];
    const file = fileOf('a', 'hello');
    send(entryOf('m1', [file]));
    await until(() => server.blocks.length === 1);
    const [waiting] = files();
    outbox = discard(outbox, 'm1');
    uploader.forget([waiting ?? file]);
    await until(() => server.atOnce === 0 && server.uploads.size === 0);
    expect(server.blocks).toEqual(['a/0']);
    expect(server.contents.size).toBe(0);
  });

  test('asks for a file again that is no longer kept', async () => {
    const file = fileOf('a', 'hello');
    letGo([file]);
    send(entryOf('m1', [file]));
    await until(() => outbox[0]?.failure !== null);
    expect(outbox[0]?.failure).toContain('choose it again');
  });

  test('leaves to a person what it does not understand, instead of trying it for ever', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => undefined);
    vi.mocked(calls.beginUpload).mockRejectedValue(new TypeError('out of order'));
    send(entryOf('m1', [fileOf('a', 'hello')]));
    await until(() => outbox[0]?.failure !== null);
    expect(calls.beginUpload).toHaveBeenCalledTimes(1);
  });

  test('stops for somebody who is in the chat no more', async () => {
    vi.mocked(calls.beginUpload).mockResolvedValueOnce(refused(401, 'not_in_chat'));
    send(entryOf('m1', [fileOf('a', 'hello')]));
    await until(() => left);
    expect(server.blocks).toEqual([]);
  });
});

test('the digests are those of RFC 9530, also where the browser has none of its own', async () => {
  const bytes = new TextEncoder().encode('{"hello": "world"}\n');
  const expected = 'sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:';
  expect(contentDigest(await sha256(bytes))).toBe(expected);
  vi.stubGlobal('crypto', { getRandomValues: () => undefined });
  expect(contentDigest(await sha256(bytes))).toBe(expected);
  vi.unstubAllGlobals();
});
