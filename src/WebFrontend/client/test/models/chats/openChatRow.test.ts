import { expect, test } from 'vitest';
import { openChatRow } from '../../../src/models/chats/openChatRow';
import type { Chat, DeviceChat, Participant } from '../../../src/models/protocol';
import type { Entry } from '../../../src/models/messages/entry';

const company = { id: 'c', name: 'Northwind Interiors' };
const listed = {
  id: 'chat',
  name: 'Old name',
  company,
  closed: false,
  unread: 0,
  last_message: null,
} as unknown as DeviceChat;
const chat = { id: 'chat', name: 'Kitchen refit', company, closed: true } as unknown as Chat;
const people = new Map([['bob', { id: 'bob', name: 'Bob', surname: 'Ash' } as Participant]]);
const said = (seq: number, by: string, text: string): Entry =>
  ({ kind: 'message', seq, at: `at ${seq}`, by, text, attachments: [] }) as unknown as Entry;
const came = { kind: 'line', seq: 9, at: 'at 9', event: 'joined', name: 'Cy' } as Entry;

test('the row of the open chat says what was said there last, whatever the list knows', () => {
  const row = openChatRow(listed, {
    chat,
    people,
    timeline: { entries: [said(1, 'bob', 'first'), said(2, 'bob', 'last'), came] },
  });
  expect(row).toMatchObject({
    name: 'Kitchen refit',
    closed: true,
    last_message: { by: 'bob', name: 'Bob Ash', text: 'last', at: 'at 2' },
  });
});

test('the company speaks by its name', () => {
  const row = openChatRow(listed, { chat, people, timeline: { entries: [said(1, 'company', 'Welcome')] } });
  expect(row.last_message?.name).toBe('Northwind Interiors');
});

test('before anything is known of the chat, and while nothing is held of what was said, the list has the word', () => {
  const talked = { ...listed, last_message: { by: 'bob', name: 'Bob Ash', text: 'older', at: '' } };
  expect(openChatRow(talked, { chat: null, people, timeline: { entries: [] } })).toBe(talked);
  expect(openChatRow(talked, { chat, people, timeline: { entries: [came] } }).last_message?.text).toBe('older');
});
