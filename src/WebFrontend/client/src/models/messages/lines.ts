import { t } from '../../language/texts';
import { wordsOf, comingOf } from './comings';
import type { ChatEvent } from '../protocol';
import type { Line } from './entry';

const told: readonly string[] = ['proven', 'renamed', 'chat_renamed', 'closed', 'reopened'] satisfies Line['event'][];

/** The quiet line that an event is shown as; null for kinds that are counted, not shown. */
export function lineOf(event: ChatEvent): Line | null {
  const coming = comingOf(event);
  if (coming === null && !told.includes(event.kind)) return null;
  const { seq, at, kind, text } = event;
  const line: Line = { kind: 'line', seq, at, event: kind as Line['event'], name: text?.trim() ?? '' };
  return coming === null ? line : { ...line, comings: [coming] };
}

/** What a line says of itself; of comings and goings, its last. */
export function sentenceOf({ event, name: known, comings }: Pick<Line, 'event' | 'name' | 'comings'>): string {
  const name = known || t('app.somebody');
  switch (event) {
    case 'proven':
      return t('event.proven', { name });
    case 'renamed':
      return t('event.renamed', { name });
    case 'chat_renamed':
      return t('event.chatRenamed', { name });
    case 'closed':
      return t('event.closed');
    case 'reopened':
      return t('event.reopened');
    default: {
      const last = comings?.[comings.length - 1];
      return last === undefined ? '' : wordsOf(last);
    }
  }
}
