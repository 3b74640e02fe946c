import { expect, test } from 'vitest';
import type { Chat, Snapshot } from '../../../src/models/protocol';
import { ChatState } from '../../../src/state/chat/chatState.svelte';

/** As a session changes it. */
class Opened extends ChatState {
  override takeKept = super.takeKept;
  override takeSnapshot = super.takeSnapshot;
  override startAnew = super.startAnew;
  override toKeep = super.toKeep;
}

const chat = { id: 'chat', name: 'Kitchen refit' } as Chat;
const kept = { chat, me: 'ann', people: [], entries: [], low: 1, high: 0, hasMore: false };
const snapshotFor = (me: string) =>
  ({ chat, me, people: [], here: [], events: [], has_more: false, last_seq: 0, reset: true }) as unknown as Snapshot;

test('who is here is known once the server has said it, not from what an earlier visit left', () => {
  const state = new Opened();
  state.takeKept(kept);
  expect([state.me, state.knowsMe]).toEqual(['ann', false]);
  state.takeSnapshot(snapshotFor('ann'), false);
  expect(state.knowsMe).toBe(true);
});

test('without a connection the last visit counts, if there was one', () => {
  const state = new Opened();
  state.connection = 'offline';
  expect(state.knowsMe).toBe(false);
  state.takeKept(kept);
  expect(state.knowsMe).toBe(true);
  state.connection = 'connecting';
  expect(state.knowsMe).toBe(false);
});

test('another person in the place is another owner, finds nothing, and leaves nothing to keep until it is certain', () => {
  const state = new Opened();
  state.takeKept(kept);
  state.takeSnapshot(snapshotFor('ann'), false);
  state.outbox = [
    { chatId: 'chat', clientId: 'm1', text: 'of Ann', queuedAt: '', order: 1, failure: null, sentAs: null },
  ];
  const { owner } = state;
  expect(state.toKeep()?.me).toBe('ann');
  state.startAnew();
  expect(state.owner).not.toBe(owner);
  expect([state.knowsMe, state.outbox, state.toKeep()]).toEqual([false, [], null]);
  state.takeSnapshot(snapshotFor('bob'), false);
  expect([state.me, state.knowsMe, state.toKeep()?.me]).toEqual(['bob', true, 'bob']);
});
