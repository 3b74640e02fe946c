import { isOfInputMethod, type Press } from '../app/keys';

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
 * Whether what is pasted is files rather than text. Office programs add a picture of what was copied as text: who
 * pastes that wants the text.
 */
export function pastesFiles(types: readonly string[], files: number): boolean {
  return files > 0 && !(types.includes('text/plain') && types.includes('text/html'));
}
