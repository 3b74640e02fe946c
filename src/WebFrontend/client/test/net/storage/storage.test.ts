import 'fake-indexeddb/auto';
import { openDB } from 'idb';
import { expect, test } from 'vitest';
import type { OutboxEntry } from '../../../src/models/messages/outbox';
import { newOutgoing } from '../../../src/models/files/draftAttachment';
import * as files from '../../../src/net/files/fileStorage';
import * as storage from '../../../src/net/storage/storage';
import { addDraftFiles } from '../../../src/state/files/draftFiles';

const entry: OutboxEntry = {
  chatId: 'chat',
  clientId: 'm1',
  text: 'written before the update',
  queuedAt: '2026-05-04T09:00:00.000Z',
  order: 1,
  failure: null,
  sentAs: null,
};

const file = (id: string) => ({ file: newOutgoing(id, { name: id, size: 3, type: '' }), blob: new Blob(['abc']) });

// First in this file: what follows finds the database as this leaves it.
test('an update of the app keeps what people wrote, and fetches pages anew', async () => {
  const old = await openDB('connectnow-chat', 1, {
    upgrade(db) {
      db.createObjectStore('outbox', { keyPath: ['chatId', 'clientId'] }).createIndex('chat', 'chatId');
      db.createObjectStore('drafts');
      db.createObjectStore('pages');
    },
  });
  await old.put('outbox', entry);
  await old.put('drafts', 'half a thought', 'chat');
  await old.put('pages', { chat: { id: 'chat' } }, 'chat');
  old.close();

  expect(await storage.storedOutbox('chat')).toEqual([entry]);
  expect(await storage.storedDraft('chat')).toBe('half a thought');
  expect(await storage.cachedPage('chat')).toBeNull();
  expect(await storage.hasDraftFiles('chat')).toBe(false);
});

test('files of a draft are kept with their content, and go with it', async () => {
  expect(await files.addToDraft('chat', [file('a'), file('b')])).toBe('kept');
  await files.noteInDraft('chat', 'a', { width: 7 });
  expect((await files.draftFiles('chat')).map(({ id, width }) => [id, width])).toEqual([
    ['a', 7],
    ['b', null],
  ]);
  expect(await storage.hasDraftFiles('chat')).toBe(true);
  expect((await files.blobOf('chat', 'b'))?.size).toBe(3);

  files.letGo([{ id: 'a' }, { id: 'b' }]);
  await files.removeFromDraft('chat', ['a', 'b'], true);
  expect(await storage.hasDraftFiles('chat')).toBe(false);
  expect(await files.blobOf('chat', 'a')).toBeNull();
});

test('content stays while a waiting message speaks of it, and is swept away when nothing does', async () => {
  await files.addToDraft('chat', [file('kept'), file('sent'), file('orphan')]);
  await files.keepPreview('chat', 'sent', new Blob(['jpg']));
  await storage.storeOutgoing({ ...entry, clientId: 'm2', files: [file('sent').file] });
  await files.removeFromDraft('chat', ['sent', 'orphan'], false);
  files.letGo([{ id: 'sent' }, { id: 'kept' }, { id: 'orphan' }]);

  await files.sweepBlobs('chat');
  expect(await files.blobOf('chat', 'kept')).not.toBeNull();
  expect(await files.blobOf('chat', 'sent')).not.toBeNull();
  expect(await files.blobOf('chat', files.previewOf('sent'))).not.toBeNull();
  expect(await files.blobOf('chat', 'orphan')).toBeNull();

  files.letGo([{ id: 'sent' }]);
  await storage.forgetOutgoing('chat', 'm2', [file('sent').file]);
  expect(await files.blobOf('chat', 'sent')).toBeNull();
  expect(await files.blobOf('chat', files.previewOf('sent'))).toBeNull();
});

test('leaving a chat wipes everything of it, and nothing of others', async () => {
  for (const chatId of ['chat', 'chat2']) {
    await files.addToDraft(chatId, [file(`f-${chatId}`)]);
    await storage.storeOutgoing({ ...entry, chatId });
    await storage.storeDraft(chatId, 'x');
  }
  files.letGo([{ id: 'f-chat' }, { id: 'f-chat2' }]);
  await storage.forgetChat('chat');

  expect(await storage.storedOutbox('chat')).toEqual([]);
  expect(await storage.storedDraft('chat')).toBe('');
  expect(await files.draftFiles('chat')).toEqual([]);
  expect(await files.blobOf('chat', 'f-chat')).toBeNull();
  expect(await storage.storedOutbox('chat2')).toHaveLength(1);
  expect(await storage.storedDraft('chat2')).toBe('x');
  expect(await files.blobOf('chat2', 'f-chat2')).not.toBeNull();
});

test('what another page hands over waits in the chat’s draft, behind what is there, up to the most', async () => {
  const handed = (name: string) => new File(['abc'], name, { type: 'text/plain' });
  await storage.storeDraft('chat3', 'look:');
  expect(await addDraftFiles('chat3', [handed('one.txt')], 'https://example.com')).toEqual({
    kept: 'kept',
    problem: null,
  });
  const many = await addDraftFiles(
    'chat3',
    Array.from({ length: 20 }, (_, n) => handed(`${n}.txt`)),
  );
  expect(many.problem).toContain('20 files');
  const staged = await files.draftFiles('chat3');
  expect(staged).toHaveLength(20);
  expect(staged[0]).toMatchObject({ name: 'one.txt', type: 'text/plain', size: 3 });
  expect(await storage.storedDraft('chat3')).toBe('look:\nhttps://example.com');
});
