// @vitest-environment happy-dom
import 'fake-indexeddb/auto';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { newOutgoing } from '../../../src/models/files/draftAttachment';
import type { HubRefusal, SendAnswer } from '../../../src/models/protocol';
import { ConnectionLost } from '../../../src/net/chat/chatConnection';
import { ChatOutbox } from '../../../src/net/outbox/chatOutbox';
import { OutboxSender, type SenderPort } from '../../../src/net/outbox/outboxSender';
import { forgetChat, storedOutbox } from '../../../src/net/storage/storage';

const chatId = 'chat';

type Reply = SendAnswer | Error;

/** A server that knows a message by its client id, answers as told, and then as it should. */
class Hub implements SenderPort {
  up = true;
  left = false;
  replies: Reply[] = [];
  tries: string[] = [];
  sent: unknown[] = [];
  log: { clientId: string; text: string }[] = [];

  isUp = () => this.up;
  notInChat = () => void (this.left = true);

  invoke = async <T>(_method: string, ...[message]: unknown[]): Promise<T> => {
    const { client_id: clientId, text } = message as { client_id: string; text: string };
    this.tries.push(text);
    this.sent.push(message);
    const reply = this.replies.shift();
    if (reply !== undefined && !(reply instanceof Error) && reply.refusal) return reply as T;
    if (!this.log.some((entry) => entry.clientId === clientId)) this.log.push({ clientId, text });
    if (reply instanceof Error) throw reply;
    const seq = this.log.findIndex((entry) => entry.clientId === clientId) + 1;
    return { seq, at: '2026-05-04T09:00:00.000Z', refusal: null } as T;
  };

  get texts() {
    return this.log.map((entry) => entry.text);
  }
}

const refused = (reason: string, fields: Partial<HubRefusal> = {}): SendAnswer => ({
  seq: null,
  at: null,
  refusal: { reason, message: 'No.', ...fields },
});

const until = (condition: () => boolean | Promise<boolean>) =>
  vi.waitUntil(async () => condition(), { timeout: 30_000, interval: 5 });

describe('the outbox sender', () => {
  let hub: Hub;
  let outbox: ChatOutbox;
  let sender: OutboxSender;

  /** A page of the chat, with its server. */
  const opened = (server: Hub) => {
    const messages = new ChatOutbox(chatId, { settled: (entries) => entries, changed: () => sends.kick() });
    const sends = new OutboxSender(messages, server);
    return { outbox: messages, sender: sends };
  };
  const close = () => {
    outbox.close();
    sender.close();
  };

  beforeEach(async () => {
    await forgetChat(chatId);
    hub = new Hub();
    ({ outbox, sender } = opened(hub));
    return close;
  });

  test('sends in order, each once, and keeps nothing of what was acknowledged', async () => {
    await Promise.all(['one', 'two', 'three'].map((text) => outbox.add(text)));
    await until(() => hub.log.length === 3);
    expect(hub.texts).toEqual(['one', 'two', 'three']);
    await until(async () => (await storedOutbox(chatId))?.length === 0);
    expect(outbox.entries.every((entry) => entry.sentAs !== null)).toBe(true);
  });

  test('tries again with the same client id when an answer was lost', async () => {
    hub.replies = [new ConnectionLost('Send')];
    await outbox.add('one');
    await until(() => hub.tries.length === 1);
    sender.kick();
    await until(() => hub.tries.length === 2);
    expect(hub.texts).toEqual(['one']);
  });

  test('waits while there is no connection, and survives the page', async () => {
    hub.up = false;
    await outbox.add('one');
    await outbox.add('two');
    close();
    expect(hub.tries).toEqual([]);

    const next = new Hub();
    ({ outbox, sender } = opened(next));
    await outbox.load();
    await until(() => next.log.length === 2);
    expect(next.texts).toEqual(['one', 'two']);
  });

  test('holds the line when told to slow down, then goes on in order', async () => {
    hub.replies = [refused('too_fast', { retry_after: 0.02 }), refused('unavailable', { retry_after: 0.02 })];
    await outbox.add('one');
    await outbox.add('two');
    await until(() => hub.log.length === 2);
    expect(hub.tries).toEqual(['one', 'one', 'one', 'two']);
    expect(hub.texts).toEqual(['one', 'two']);
  });

  test('keeps a message that was refused for good, with its sentence, and sends those behind it', async () => {
    hub.replies = [refused('invalid_field')];
    await outbox.add('one');
    await outbox.add('two');
    await until(() => hub.texts.includes('two'));
    const failed = outbox.entries.find((entry) => entry.text === 'one');
    expect(failed?.failure).toBe('No.');
    await until(async () => (await storedOutbox(chatId))?.[0]?.failure === 'No.');

    await outbox.retry(failed?.clientId ?? '');
    await until(() => hub.texts.includes('one'));
    expect(hub.texts).toEqual(['two', 'one']);
  });

  test('gives up on a call that the server cannot understand, after a few tries', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => undefined);
    vi.spyOn(Math, 'random').mockReturnValue(0);
    hub.replies = [1, 2, 3].map(() => new Error('HubException'));
    await outbox.add('one');
    await until(() => outbox.entries[0]?.failure !== null);
    expect(hub.tries).toEqual(['one', 'one', 'one']);
  });

  test('forgets what is discarded', async () => {
    hub.up = false;
    await outbox.add('one');
    await outbox.discard(outbox.entries[0]?.clientId ?? '');
    expect(outbox.entries).toEqual([]);
    expect(await storedOutbox(chatId)).toEqual([]);
  });

  test('says when the server does not know this person any more', async () => {
    hub.replies = [refused('not_in_chat')];
    await outbox.add('one');
    await until(() => hub.left);
    expect(hub.tries).toEqual(['one']);
  });

  test('does not send what another tab has dealt with', async () => {
    hub.up = false;
    await outbox.add('one');
    await forgetChat(chatId);
    hub.up = true;
    sender.kick();
    await until(() => outbox.entries.length === 0);
    expect(hub.tries).toEqual([]);
  });

  test('sends a message with files once they have arrived, and forgets what another tab has taken back', async () => {
    const file = newOutgoing('f1', { name: 'plan.pdf', size: 3, type: 'application/pdf' });
    await outbox.add('', [file]);
    const clientId = outbox.entries[0]?.clientId ?? '';
    await until(async () => (await storedOutbox(chatId))?.length === 1);
    expect(hub.tries).toEqual([]);
    expect(await outbox.changeFile(clientId, 'f1', { uploadId: 'u1', done: true })).toBe(true);
    await until(() => hub.log.length === 1);
    expect(hub.sent[0]).toMatchObject({ text: '', attachments: ['u1'] });

    hub.up = false;
    await outbox.add('', [{ ...file, id: 'f2' }]);
    const other = outbox.entries.find((entry) => entry.sentAs === null)?.clientId ?? '';
    await forgetChat(chatId);
    expect(await outbox.changeFile(other, 'f2', { done: true })).toBe(false);
    expect(outbox.entries.some((entry) => entry.clientId === other)).toBe(false);
    expect(await storedOutbox(chatId)).toEqual([]);
  });

  test('has files sent once more that the server has removed meanwhile, and gives up when they are gone again', async () => {
    const file = { ...newOutgoing('f1', { name: 'x', size: 3, type: '' }), uploadId: 'u1', done: true };
    hub.replies = [refused('not_found'), refused('not_found')];
    await outbox.add('look', [file]);
    await until(() => hub.tries.length === 1 && outbox.entries[0]?.files?.[0]?.done === false);
    await outbox.changeFile(outbox.entries[0]?.clientId ?? '', 'f1', { uploadId: 'u2', done: true });
    await until(() => outbox.entries[0]?.failure === 'No.');
    expect(hub.tries).toHaveLength(2);
  });

  test('takes single files out of a message, and the message with the last', async () => {
    hub.up = false;
    const files = ['f1', 'f2'].map((id) => newOutgoing(id, { name: id, size: 1, type: '' }));
    await outbox.add('', files);
    const clientId = outbox.entries[0]?.clientId ?? '';
    await outbox.keepFiles(clientId, files.slice(1));
    expect((await storedOutbox(chatId))?.[0]?.files).toEqual(files.slice(1));
    await outbox.keepFiles(clientId, []);
    expect(outbox.entries).toEqual([]);
    expect(await storedOutbox(chatId)).toEqual([]);
  });
});
