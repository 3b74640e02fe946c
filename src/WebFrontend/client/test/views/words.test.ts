import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const here = import.meta.dirname;

/** What people can read: the pages, what the pages say by models, and the sentences of the server. */
const sources = [join(here, '../../src'), join(here, '../../../../Languages')].flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(svelte|ts|json)$/.test(name))
    .map((name) => readFileSync(join(folder, name), 'utf8')),
);

const says = (words: string) => sources.some((source) => source.includes(words));

test.each([
  ['Everybody in the chat will see these', 'Everyone in the chat sees your name and email address.'],
  ['You are told only while', 'You are not notified while you have the chat open.'],
  ['Tell me of new messages', 'Notify me about'],
  ['What is sent in this chat is found here', 'Photos and videos from this chat show up here.'],
  ['Somebody of the company took you out', 'removed you from this chat.'],
  ['no longer good', 'This code no longer works'],
  ['Nothing said yet', 'No messages yet'],
])('instead of "%s" people read "%s"', (before, now) => {
  expect(says(before)).toBe(false);
  expect(says(now)).toBe(true);
});
