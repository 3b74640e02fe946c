import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { forPrograms, notPages } from '../../src/sw/notPages';

const server = readFileSync(new URL('../../../Hosting/Pages.cs', import.meta.url), 'utf8');

test('the service worker and the server leave the same addresses to programs', () => {
  const list = /ForPrograms = \[(?<items>[^\]]*)\]/.exec(server)?.groups?.items ?? '';
  const ofServer = [...list.matchAll(/"\/(?<name>[^"]+)"/g)].map((match) => match.groups?.name);
  expect(ofServer.length).toBeGreaterThan(0);
  expect([...forPrograms].sort()).toEqual(ofServer.sort());
});

test.each(['/operator', '/operator/sign-in', '/outbox', '/api/chats', '/Operator', '/favicon.ico', '/start-chat.js'])(
  'no page is shown in place of %s',
  (path) => expect(notPages.some((pattern) => pattern.test(path))).toBe(true),
);

test.each(['/', '/c/0123456789abcdef', '/sign-in', '/operators', '/company'])('%s is a page', (path) => {
  expect(notPages.some((pattern) => pattern.test(path))).toBe(false);
});
