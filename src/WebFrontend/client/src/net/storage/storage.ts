import type { DBSchema } from 'idb';
import type { OutboxEntry, OutgoingFile } from '../../models/messages/outbox';
import type { Chat, Participant } from '../../models/protocol';
import type { Entry } from '../../models/messages/entry';
import { Database } from './database';
import { allOfFile, type AboutContent } from '../files/storedContent';

/** The newest page of a chat, so that opening shows it at once, also offline. */
export interface CachedPage {
  chat: Chat;
  me: string;
  people: Participant[];
  entries: Entry[];
  low: number;
  high: number;
  hasMore: boolean;
}

export interface Schema extends DBSchema {
  /** By chat and client id: messages on their way. */
  outbox: { key: [string, string]; value: OutboxEntry; indexes: { chat: string } };
  /** By chat and file id: the content of files that wait in a draft or in the outbox, as `storedContent` has it. */
  blobs: {
    key: [string, string] | [string, string, number | 'about'];
    value: Blob | ArrayBuffer | AboutContent;
  };
  /** By chat: files that are chosen and not sent. */
  draftFiles: { key: string; value: OutgoingFile[] };
  /** By chat: what is typed and not sent. */
  drafts: { key: string; value: string };
  pages: { key: string; value: CachedPage };
}

/**
 * Raised with every change of the stores or of what is in them. What people wrote (outbox, drafts) must outlive that;
 * pages are fetched again when they have changed.
 */
const version = 5;

export const chatDatabase = new Database<Schema>('connectnow-chat', version, (db, from) => {
  if (from > 0) db.deleteObjectStore('pages');
  db.createObjectStore('pages');
  if (from < 1) {
    db.createObjectStore('outbox', { keyPath: ['chatId', 'clientId'] }).createIndex('chat', 'chatId');
    db.createObjectStore('drafts');
  }
  if (from < 2) {
    db.createObjectStore('blobs');
    db.createObjectStore('draftFiles');
  }
});

export const storedOutbox = (chatId: string): Promise<OutboxEntry[] | null> =>
  chatDatabase.read<OutboxEntry[] | null, ['outbox']>(
    ['outbox'],
    ({ store }) => store.index('chat').getAll(chatId),
    null,
  );

const keyOfOutgoing = (chatId: string, clientId: string) => `${chatId}/outbox/${clientId}`;

/** Whether it is stored now. If not, it will be as soon as the storage takes it: `stored` is called when it is. */
export const storeOutgoing = (entry: OutboxEntry, stored?: () => void): Promise<boolean> =>
  chatDatabase.persist(
    keyOfOutgoing(entry.chatId, entry.clientId),
    ['outbox'],
    ({ store }) => store.put(entry),
    stored,
  );

/** With its files. */
export const forgetOutgoing = (chatId: string, clientId: string, files: OutboxEntry['files'] = []): Promise<unknown> =>
  chatDatabase.persist(keyOfOutgoing(chatId, clientId), ['outbox', 'blobs'], (work) =>
    Promise.all([
      work.objectStore('outbox').delete([chatId, clientId]),
      ...files.flatMap(({ id }) => allOfFile(chatId, id)).map((keys) => work.objectStore('blobs').delete(keys)),
    ]),
  );

/** Whether it still waits: another tab may have sent or discarded it. True when there is no storage to ask. */
export const isStored = (chatId: string, clientId: string): Promise<boolean> =>
  chatDatabase.read(['outbox'], async ({ store }) => (await store.getKey([chatId, clientId])) !== undefined, true);

export const storedDraft = (chatId: string): Promise<string> =>
  chatDatabase.read(['drafts'], async ({ store }) => (await store.get(chatId)) ?? '', '');

export const storeDraft = (chatId: string, text: string): Promise<boolean> =>
  chatDatabase.persist(`${chatId}/draft`, ['drafts'], ({ store }) =>
    text === '' ? store.delete(chatId) : store.put(text, chatId),
  );

/** Whether files are chosen and not sent. */
export const hasDraftFiles = (chatId: string): Promise<boolean> =>
  chatDatabase.read(['draftFiles'], async ({ store }) => (await store.getKey(chatId)) !== undefined, false);

export const cachedPage = (chatId: string): Promise<CachedPage | null> =>
  chatDatabase.read<CachedPage | null, ['pages']>(
    ['pages'],
    async ({ store }) => (await store.get(chatId)) ?? null,
    null,
  );

export const cachePage = (page: CachedPage): Promise<unknown> =>
  chatDatabase.write<unknown, ['pages']>(['pages'], ({ store }) => store.put(page, page.chat.id), null);

/** The chats of which there is a page. */
export const cachedChats = (): Promise<string[]> =>
  chatDatabase.read<string[], ['pages']>(['pages'], ({ store }) => store.getAllKeys(), []);

/** What is stored here of a chat; `forgetOnDevice` removes the rest as well. */
export const forgetChat = (chatId: string): Promise<boolean> =>
  chatDatabase.persist(`${chatId}/`, ['outbox', 'blobs', 'drafts', 'draftFiles', 'pages'], (work) => {
    // Every key that begins with the chat: an array is above every string.
    const ofChat = IDBKeyRange.bound([chatId], [chatId, []]);
    return Promise.all([
      work.objectStore('outbox').delete(ofChat),
      work.objectStore('blobs').delete(ofChat),
      work.objectStore('drafts').delete(chatId),
      work.objectStore('draftFiles').delete(chatId),
      work.objectStore('pages').delete(chatId),
    ]);
  });
