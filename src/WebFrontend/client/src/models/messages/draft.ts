import { t } from '../../language/texts';
import { isVisible } from './visibleText';

/** The most UTF-16 code units a message may have: docs/protocol.md. */
export const longestMessage = 8000;
/** From here on a counter shows what is left. */
export const counterFrom = 7500;

export interface Draft {
  /** What would be sent: without blank lines before and white space after; nothing when nothing of it is to be seen. */
  text: string;
  canSend: boolean;
  /** Characters left, when that is worth saying; negative beyond the limit. */
  left: number | null;
  /** Why it can't be sent, for people; null when it can, or when there is nothing to send. */
  problem: string | null;
}

export function draftOf(typed: string): Draft {
  const words = typed.replace(/^(?:[^\S\n]*\n)+/, '').trimEnd();
  const text = isVisible(words) ? words : '';
  const left = longestMessage - text.length;
  const problem = left < 0 ? t('chat.tooLong', { most: longestMessage, over: -left }) : null;
  return {
    text,
    canSend: text !== '' && left >= 0,
    left: text.length >= counterFrom ? left : null,
    problem,
  };
}
