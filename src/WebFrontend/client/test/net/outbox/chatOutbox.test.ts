// @vitest-environment happy-dom
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { newOutgoing } from '../../../src/models/files/draftAttachment';
import type { OutboxEntry } from '../../../src/models/messages/outbox';
import { ChatOutbox } from '../../../src/net/outbox/chatOutbox';

/** A storage as slow as one likes: each answer is what it held when it was asked, and comes when the test says so. */
const slow = vi.hoisted(() => {
  const held = new Map<string, unknown>();
  const answers: (() => void)[] = [];
  const later = <T>(value: T, then: (value: T) => void = () => undefined) =>
    new Promise<T>((resolve) =>
      answers.push(() => {
        then(value);
        resolve(value);
      }),
    );
  return { held, answers, later };
});

vi.mock('../../../src/net/storage/storage', () => ({
  storedOutbox: () => slow.later([...slow.held.values()]),
  isStored: (_chat: string, id: string) => Promise.resolve(slow.held.has(id)),
  storeOutgoing: (entry: OutboxEntry, stored: () => void) => {
    slow.held.set(entry.clientId, entry);
    return slow.later(true, stored);
  },
  forgetOutgoing: (_chat: string, id: string) => {
    slow.held.delete(id);
    return slow.later(true);
  },
}));

const turn = () => new Promise((done) => setTimeout(done));

async function answer(count = 1) {
  for (let n = 0; n < count; n += 1) {
    slow.answers.shift()?.();
    await turn();
  }
}

describe('what is read from a slow storage', () => {
  let outbox: ChatOutbox;

  beforeEach(() => {
    slow.held.clear();
    slow.answers.length = 0;
    outbox = new ChatOutbox('chat', { settled: (entries) => entries, changed: () => undefined });
    return () => outbox.close();
  });

  test('does not undo how far a file has come since', async () => {
    const file = newOutgoing('a', { name: 'a.txt', size: 1, type: 'text/plain' });
    void outbox.add('', [file]);
    const [entry] = outbox.entries;
    const clientId = entry?.clientId ?? '';
    // The uploader asks what other tabs have left, and begins: what waits in this page alone does not wait for the answer.
    void outbox.load();
    await answer();
    await outbox.changeFile(clientId, 'a', { uploadId: 'upload' });
    await answer();
    await outbox.changeFile(clientId, 'a', { done: true });
    await answer(9);

    expect(outbox.find(clientId)?.files).toEqual([{ ...file, uploadId: 'upload', done: true }]);
    void outbox.load();
    await answer(9);
    expect(outbox.find(clientId)?.files).toEqual([{ ...file, uploadId: 'upload', done: true }]);
  });

  test('does not bring back what was discarded since', async () => {
    void outbox.add('not this after all');
    await answer();
    void outbox.load();
    void outbox.discard(outbox.entries[0]?.clientId ?? '');
    await answer(9);
    expect(outbox.entries).toEqual([]);
  });

  test('is not the next person’s', async () => {
    slow.held.set('1', { chatId: 'chat', clientId: '1', text: 'of another', order: 1, failure: null, sentAs: null });
    void outbox.load();
    outbox.clear();
    await answer(9);
    expect(outbox.entries).toEqual([]);
  });

  test('still is what other tabs have done', async () => {
    void outbox.add('sent by another tab');
    await answer(2);
    slow.held.clear();
    void outbox.load();
    await answer(9);
    expect(outbox.entries).toEqual([]);
  });
});
