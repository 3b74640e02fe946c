import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { openDB } from 'idb';
import { expect, test, vi } from 'vitest';
import { newOutgoing } from '../../../src/models/files/draftAttachment';
import * as files from '../../../src/net/files/fileStorage';
import * as storage from '../../../src/net/storage/storage';

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

test('an update from the version that kept Blobs still reads them, and fetches pages anew', async () => {
  vi.stubGlobal('indexedDB', new IDBFactory());
  const old = await openDB('connectnow-chat', 3, {
    upgrade(db) {
      db.createObjectStore('outbox', { keyPath: ['chatId', 'clientId'] }).createIndex('chat', 'chatId');
      for (const name of ['drafts', 'pages', 'blobs', 'draftFiles']) db.createObjectStore(name);
    },
  });
  await old.put('draftFiles', [newOutgoing('b', { name: 'b', size: 6, type: '' })], 'chat');
  await old.put('blobs', new Blob(['before'], { type: 'text/plain' }), ['chat', 'b']);
  await old.put('blobs', new Blob(['jpg']), ['chat', 'b.preview']);
  await old.put('pages', { chat: { id: 'chat' } }, 'chat');
  old.close();

  vi.resetModules();
  const newer = {
    files: await import('../../../src/net/files/fileStorage'),
    storage: await import('../../../src/net/storage/storage'),
  };
  const blob = await newer.files.blobOf('chat', 'b');
  expect([await blob?.text(), blob?.type]).toEqual(['before', 'text/plain']);
  expect((await newer.files.blobOf('chat', 'b.preview'))?.size).toBe(3);
  expect(await newer.storage.cachedPage('chat')).toBeNull();

  await newer.files.removeFromDraft('chat', ['b'], true);
  newer.files.letGo([{ id: 'b' }]);
  expect(await newer.files.blobOf('chat', 'b')).toBeNull();
});
