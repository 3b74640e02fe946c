import { tick } from 'svelte';
import { firstFrom } from '../../models/messages/timeline';
import { keyOf } from '../../models/messages/items';
import type { ChatSession } from './chatSession.svelte';

const ringed = 1600;

/** Shows a message of the chat, however far back it is, and marks it for a moment. */
export async function seek(session: ChatSession, seq: number): Promise<void> {
  for (let low = 0; session.timeline.low > seq && session.timeline.low !== low;) {
    low = session.timeline.low;
    await session.loadOlder();
    await tick();
  }
  session.show(seq);
  await tick();
  const entry = session.timeline.entries[firstFrom(session.timeline.entries, seq)];
  if (entry?.seq !== seq) return;
  const row = document.querySelector(`[data-key="${CSS.escape(keyOf(entry))}"] .stack`);
  const ring = 'color-mix(in srgb, var(--brand) 32%, transparent)';
  row?.animate(
    {
      boxShadow: [`0 0 0 3px ${ring}`, `0 0 0 3px ${ring}`, '0 0 0 3px transparent'],
      borderRadius: ['18px', '18px', '18px'],
    },
    ringed,
  );
}
