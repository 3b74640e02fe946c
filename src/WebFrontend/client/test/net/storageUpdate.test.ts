import 'fake-indexeddb/auto';
import { openDB } from 'idb';
import { expect, test } from 'vitest';
import { newOutgoing } from '../../src/models/staging';
import * as files from '../../src/net/fileStorage';
import * as storage from '../../src/net/storage';

test('an update from the version with files keeps those that wait, and fetches pages anew', async () => {
  const old = await openDB('connectnow-chat', 2, {
    upgrade(db) {
      db.createObjectStore('outbox', { keyPath: ['chatId', 'clientId'] }).createIndex('chat', 'chatId');
      for (const name of ['drafts', 'pages', 'blobs', 'draftFiles']) db.createObjectStore(name);
    },
  });
  const file = newOutgoing('a', { name: 'a', size: 3, type: '' });
  await old.put('draftFiles', [file], 'chat');
  await old.put('blobs', new Blob(['abc']), ['chat', 'a']);
  await old.put('pages', { chat: { id: 'chat' } }, 'chat');
  old.close();

  expect(await files.draftFiles('chat')).toEqual([file]);
  expect((await files.blobOf('chat', 'a'))?.size).toBe(3);
  expect(await storage.cachedPage('chat')).toBeNull();
});
