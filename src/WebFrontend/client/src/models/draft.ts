import { isOfInputMethod, type Press } from './keys';
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

const number = new Intl.NumberFormat('en-GB');

export function draftOf(typed: string): Draft {
  const words = typed.replace(/^(?:[^\S\n]*\n)+/, '').trimEnd();
  const text = isVisible(words) ? words : '';
  const left = longestMessage - text.length;
  const problem =
    left < 0
      ? `A message can have ${number.format(longestMessage)} characters; this one has ${number.format(-left)} too many. ` +
        'Shorten it, or send it in parts.'
      : null;
  return {
    text,
    canSend: text !== '' && left >= 0,
    left: text.length >= counterFrom ? left : null,
    problem,
  };
}

export interface KeyPress extends Press {
  shiftKey: boolean;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
}

/**
 * Whether a key press in the field sends. Enter does, except on touch keyboards, where it makes a new line, and where it
 * is an input method's. Ctrl or Cmd with Enter always does.
 */
export function sends(press: KeyPress, touch: boolean): boolean {
  if (press.key !== 'Enter' || isOfInputMethod(press)) return false;
  if (press.ctrlKey || press.metaKey) return true;
  return !touch && !press.shiftKey && !press.altKey;
}

/**
 * Whether what is pasted is files rather than text. Office programs add a picture of what was copied as text: whoever
 * pastes that wants the text.
 */
export function pastesFiles(types: readonly string[], files: number): boolean {
  return files > 0 && !(types.includes('text/plain') && types.includes('text/html'));
}
