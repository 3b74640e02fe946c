// @vitest-environment happy-dom
import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { openDB } from 'idb';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { newOutgoing } from '../../../src/models/files/draftAttachment';
import type { Upload } from '../../../src/models/protocol';

/** A browser as each of these begins with it: nothing of the app is loaded yet. */
async function freshApp() {
  vi.resetModules();
  return {
    storage: await import('../../../src/net/storage/storage'),
    files: await import('../../../src/net/files/fileStorage'),
    device: await import('../../../src/net/storage/deviceStorage'),
    ...(await import('../../../src/net/outbox/chatOutbox')),
    ...(await import('../../../src/net/outbox/outboxSender')),
    ...(await import('../../../src/net/files/uploader')),
    calls: await import('../../../src/net/files/uploadCalls'),
  };
}

const file = (id: string, content = 'abc') => ({
  file: newOutgoing(id, { name: id, size: content.length, type: 'text/plain' }),
  blob: new Blob([content], { type: 'text/plain' }),
});

const fakeClock = () => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });

/** Timers run by themselves again; the time of day stays what it has become. */
function realTimers() {
  const now = Date.now();
  vi.useRealTimers();
  vi.useFakeTimers({ toFake: ['Date'], now });
}

/** Lets a healthy storage do all it has to do within each second that passes. */
async function pass(seconds: number) {
  for (let second = 0; second < seconds; second++) {
    await vi.advanceTimersByTimeAsync(1000);
    for (let turn = 0; turn < 20; turn++) await new Promise((done) => setImmediate(done));
  }
}

/** Opening asks, and nobody ever answers. */
const silent = { open: () => new EventTarget() };

beforeEach(() => {
  vi.stubGlobal('indexedDB', new IDBFactory());
  vi.spyOn(console, 'warn').mockReturnValue();
  return () => vi.unstubAllGlobals();
});

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

describe('what is kept of a file', () => {
  test('is plain bytes: a browser that can keep no Blobs keeps it too', async () => {
    const { files } = await freshApp();
    await files.addToDraft('chat', [file('a', 'hello')]);
    await files.keepPreview('chat', 'a', new Blob(['jpg'], { type: 'image/jpeg' }));

    const db = await openDB('connectnow-chat');
    const kept = (await db.getAll('blobs')) as object[];
    expect(kept.filter((value) => 'arrayBuffer' in value)).toEqual([]);
    expect(kept.length).toBeGreaterThan(0);
    files.letGo([{ id: 'a' }]);
    const again = await files.blobOf('chat', 'a');
    expect([await again?.text(), again?.type]).toEqual(['hello', 'text/plain']);
    expect(await (await files.blobOf('chat', files.previewOf('a')))?.text()).toBe('jpg');
    db.close();
  });

  test('comes back whole when it is larger than one piece', async () => {
    const { files } = await freshApp();
    const { pieceSize } = await import('../../../src/net/files/storedContent');
    const large = `${'x'.repeat(2 * pieceSize)}end`;
    expect(await files.addToDraft('chat', [file('large', large)])).toBe('kept');
    files.letGo([{ id: 'large' }]);
    const again = await files.blobOf('chat', 'large');
    expect(again?.size).toBe(large.length);
    expect(await again?.slice(-4).text()).toBe('xend');
  });

  test('is not swept away while it is being kept, and is when that broke off long ago', async () => {
    const { files, storage } = await freshApp();
    await storage.chatDatabase.write(
      ['blobs'],
      async ({ store }) => {
        await store.put({ size: 1, type: '', begunAt: Date.now() }, ['chat', 'begun', 'about']);
        await store.put(new Uint8Array([1]).buffer, ['chat', 'begun', 0]);
        await store.put({ size: 1, type: '', begunAt: Date.now() - 4_000_000 }, ['chat', 'broken', 'about']);
        await store.put(new Uint8Array([1]).buffer, ['chat', 'broken', 0]);
      },
      undefined,
    );
    await files.sweepBlobs('chat');
    expect((await files.blobOf('chat', 'begun'))?.size).toBe(1);
    expect(await files.blobOf('chat', 'broken')).toBeNull();
  });
});

describe('a storage that fails', () => {
  test('leaves nothing by halves, and holds up nothing that comes after', async () => {
    const { storage } = await freshApp();
    const written = await storage.chatDatabase.write(
      ['drafts'],
      async ({ store }) => {
        await store.put('half', 'chat');
        await store.put((() => 'no function can be kept') as unknown as string, 'chat2');
        return true;
      },
      false,
    );
    expect(written).toBe(false);
    expect(await storage.storedDraft('chat')).toBe('');
    expect(await storage.storeDraft('chat', 'next')).toBe(true);
  });

  test('is waited for some seconds, once', async () => {
    vi.useFakeTimers();
    vi.stubGlobal('indexedDB', silent);
    const { storage, device } = await freshApp();
    const asked = Promise.all([storage.storedDraft('chat'), device.unreadTotal()]);
    await vi.advanceTimersByTimeAsync(5000);
    expect(await asked).toEqual(['', 0]);

    expect(await storage.cachedPage('chat')).toBeNull();
    expect(await storage.isStored('chat', 'm1')).toBe(true);
  });

  test('is asked again after a while', async () => {
    fakeClock();
    const healthy = indexedDB;
    vi.stubGlobal('indexedDB', silent);
    const { storage } = await freshApp();
    const failed = storage.storeDraft('chat', 'x');
    await vi.advanceTimersByTimeAsync(5000);
    expect(await failed).toBe(false);

    vi.stubGlobal('indexedDB', healthy);
    await pass(30);
    realTimers();
    expect(await storage.storeDraft('chat', 'y')).toBe(true);
  });
});

describe('what has to be kept in the end', () => {
  /** A storage that answers nothing for a while, and then all there is to do. */
  async function whileSilent(work: (app: Awaited<ReturnType<typeof freshApp>>) => unknown) {
    fakeClock();
    const healthy = indexedDB;
    vi.stubGlobal('indexedDB', silent);
    const app = await freshApp();
    void work(app);
    await vi.advanceTimersByTimeAsync(5000);
    vi.stubGlobal('indexedDB', healthy);
    await pass(45);
    realTimers();
    return app;
  }

  test('a message written while the storage did not answer is kept as soon as it does', async () => {
    const { storage } = await whileSilent(({ ChatOutbox }) =>
      new ChatOutbox('chat', { settled: (entries) => entries, changed: () => undefined }).add('written offline'),
    );
    await vi.waitFor(async () => {
      expect((await storage.storedOutbox('chat'))?.map(({ text }) => text)).toEqual(['written offline']);
    });
  });

  test('only the newest of a draft is kept', async () => {
    const { storage } = await whileSilent(({ storage: { storeDraft } }) =>
      Promise.all(['h', 'he', 'hello'].map((text) => storeDraft('chat', text))),
    );
    await vi.waitFor(async () => expect(await storage.storedDraft('chat')).toBe('hello'));
  });

  test('a chat that was left is forgotten, and takes nothing along that was written after', async () => {
    const { storage, device } = await freshApp();
    await storage.storeDraft('chat', 'before');
    await device.setPushed('chat', 'https://push.example.com/1');
    fakeClock();
    const transaction = vi.spyOn(IDBDatabase.prototype, 'transaction').mockImplementation(() => {
      throw new DOMException('', 'UnknownError');
    });
    void storage.forgetChat('chat');
    void device.forgetDeviceChat('chat');
    await vi.advanceTimersByTimeAsync(1000);
    expect(transaction).toHaveBeenCalled();
    transaction.mockRestore();
    expect(await storage.storedDraft('chat')).toBe('before');
    await storage.storeDraft('chat', 'after');
    await pass(20);
    vi.useRealTimers();
    await vi.waitFor(async () => expect(await device.pushedChats()).toEqual(new Map()));
    expect(await storage.storedDraft('chat')).toBe('after');
  });
});

describe.each([
  ['never answers', silent],
  ['is missing', undefined],
  [
    'is refused',
    {
      open: () => {
        throw new DOMException('', 'SecurityError');
      },
    },
  ],
])('where the storage %s', (_, database) => {
  beforeEach(() => void vi.stubGlobal('indexedDB', database));

  test('text is sent at once, one after the other', async () => {
    vi.useFakeTimers();
    const { ChatOutbox, OutboxSender } = await freshApp();
    const sent: string[] = [];
    const outbox = new ChatOutbox('chat', { settled: (entries) => entries, changed: () => sender.kick() });
    const sender = new OutboxSender(outbox, {
      isUp: () => true,
      notInChat: () => undefined,
      invoke: async <T>(_method: string, ...[message]: unknown[]) => {
        sent.push((message as { text: string }).text);
        return { seq: sent.length, at: '', refusal: null } as T;
      },
    });
    void outbox.add('one');
    void outbox.add('two');
    await vi.advanceTimersByTimeAsync(0);
    expect(sent).toEqual(['one', 'two']);
    sender.close();
    outbox.close();
  });

  test('a file chosen here goes out at once', async () => {
    const { Uploader, ChatOutbox, OutboxSender, calls, files } = await freshApp();
    const upload = { id: 'u', size: 3, block_size: 4, blocks: 1, staged: [], attachment: null } as unknown as Upload;
    vi.spyOn(calls, 'beginUpload').mockResolvedValue({ ok: true, value: upload });
    vi.spyOn(calls, 'putBlock').mockResolvedValue({ ok: true, value: undefined });
    vi.spyOn(calls, 'completeUpload').mockResolvedValue({ ok: true, value: upload });
    const sent: unknown[] = [];
    const outbox = new ChatOutbox('chat', {
      settled: (entries) => entries,
      changed: () => {
        sender.kick();
        uploader.kick();
      },
    });
    const sender = new OutboxSender(outbox, {
      isUp: () => true,
      notInChat: () => undefined,
      invoke: async <T>(_method: string, ...[message]: unknown[]) => {
        sent.push(message);
        return { seq: 1, at: '', refusal: null } as T;
      },
    });
    const uploader: InstanceType<typeof Uploader> = new Uploader('chat', {
      read: () => outbox.entries,
      reload: () => outbox.load(),
      changeFile: (clientId, fileId, fields) => outbox.changeFile(clientId, fileId, fields),
      progress: () => undefined,
      failed: (clientId, sentence) => outbox.fail(clientId, sentence),
      notInChat: () => undefined,
    });
    const chosen = file('a');
    files.hold('a', chosen.blob);
    void files.addToDraft('chat', [chosen]);
    void outbox.add('', [chosen.file]);
    // Less than anything that waits for the storage would take.
    await vi.waitUntil(() => sent.length === 1, { timeout: 30_000 });
    expect(sent).toMatchObject([{ attachments: ['u'] }]);
    uploader.close();
    sender.close();
    outbox.close();
  });
});
