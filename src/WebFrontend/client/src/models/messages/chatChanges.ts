import type { Chat, ChatEvent } from '../protocol';

/** What the entries after `from`, up to `to`, did to the chat itself. */
export function chatAfter(chat: Chat, events: readonly ChatEvent[], from: number, to: number): Chat {
  let changed = chat;
  for (const event of events) {
    if (event.seq <= from || event.seq > to) continue;
    if (event.kind === 'chat_renamed' && event.text) changed = { ...changed, name: event.text };
    if (event.kind === 'closed') changed = { ...changed, closed: true };
    if (event.kind === 'reopened') changed = { ...changed, closed: false };
  }
  return changed;
}
