import type { ChatEvent } from './protocol';

/** The sentence of an event that is shown as a quiet line; null for kinds that are counted, not shown. */
export function sentenceOf(event: ChatEvent): string | null {
  const name = event.text?.trim() || 'Somebody';
  switch (event.kind) {
    case 'joined':
      return `${name} joined`;
    case 'left':
      return `${name} left`;
    case 'rejoined':
      return `${name} rejoined`;
    case 'removed':
      return `${name} was removed`;
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
