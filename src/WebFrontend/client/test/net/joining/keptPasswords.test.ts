import 'fake-indexeddb/auto';
import { openDB } from 'idb';
import { afterEach, expect, test, vi } from 'vitest';
import { joinLink, passwordInFragment } from '../../../src/models/app/router';
import { forgetDeviceChat, unreadTotal } from '../../../src/net/storage/deviceStorage';
import { keepPassword, keptPassword } from '../../../src/net/joining/keptPasswords';

afterEach(() => vi.useRealTimers());

// First in this file: what follows finds the database as this leaves it.
test('a device that is updated keeps what it knew of its chats', async () => {
  const old = await openDB('connectnow-device', 1, {
    upgrade(db) {
      db.createObjectStore('chats', { keyPath: 'chat.id' });
      db.createObjectStore('unread');
      db.createObjectStore('push');
    },
  });
  await old.put('unread', 3, 'chat');
  old.close();

  expect(await unreadTotal()).toBe(3);
  expect(await keptPassword('chat', 'a')).toBeNull();
});

test('the password of a join is there for inviting others, as long as the chat says that it opens it', async () => {
  await keepPassword('chat', 'harbour-street-12');
  expect(await keptPassword('chat', 'a')).toBe('harbour-street-12');
  expect(await keptPassword('chat', 'a')).toBe('harbour-street-12');
  expect(await keptPassword('other', 'a')).toBeNull();
});

test('a password that was changed is forgotten for good', async () => {
  await keepPassword('chat', 'harbour-street-12');
  expect(await keptPassword('chat', 'a')).not.toBeNull();
  expect(await keptPassword('chat', 'b')).toBeNull();
  expect(await keptPassword('chat', 'a')).toBeNull();
});

test('a chat that wants no device to keep its password is obeyed', async () => {
  await keepPassword('chat', 'harbour-street-12');
  expect(await keptPassword('chat', null)).toBeNull();
  expect(await keptPassword('chat', 'a')).toBeNull();
});

test('it is forgotten after 30 days, and with the chat', async () => {
  await keepPassword('chat', 'harbour-street-12');
  await keepPassword('left', 'harbour-street-12');
  await forgetDeviceChat('left');
  expect(await keptPassword('left', 'a')).toBeNull();

  const later = Date.now() + 30 * 24 * 3600 * 1000;
  vi.useFakeTimers({ toFake: ['Date'], now: later });
  expect(await keptPassword('chat', 'a')).toBeNull();
});

test.each(['harbour-street-12', 'a b#c%20?', 'Grüne Küche 🎈', '100%'])(
  'a link carries the password %j whole',
  (password) => {
    const link = new URL(joinLink('https://chat.example', '0123456789abcdef', password));
    expect(link.pathname).toBe('/c/0123456789abcdef');
    expect(passwordInFragment(link.hash)).toBe(password);
  },
);
