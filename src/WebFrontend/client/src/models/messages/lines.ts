import { comingOf, wordsOf } from './comings';
import type { ChatEvent } from '../protocol';

/** The sentence of an event that is shown as a quiet line; null for kinds that are counted, not shown. */
export function sentenceOf(event: ChatEvent): string | null {
  const name = event.text?.trim() || 'Somebody';
  const coming = comingOf(event);
  if (coming !== null) return wordsOf(coming);
  switch (event.kind) {
    case 'proven':
      return `${name} proved their address`;
    case 'renamed':
      return `${name} has a new name`;
    case 'chat_renamed':
      return `The chat is now called “${name}”`;
    case 'closed':
      return 'The chat was closed';
    case 'reopened':
      return 'The chat was opened again';
    default:
      return null;
  }
}
