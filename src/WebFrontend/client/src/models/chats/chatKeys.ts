import { isOfInputMethod, type Press } from '../app/keys';

/** What a key does to the list of chats, wherever on the page it is pressed. */
export type ChatKey = 'next' | 'previous' | 'find';

type Pressed = Press & Pick<KeyboardEvent, 'altKey' | 'ctrlKey' | 'metaKey' | 'shiftKey'>;

/** `Alt+↓` and `Alt+↑` for the chats below and above, `Ctrl+K` or `⌘K` to find one. */
export function chatKey(press: Pressed): ChatKey | null {
  if (isOfInputMethod(press) || press.shiftKey) return null;
  const leads = press.ctrlKey !== press.metaKey;
  if (leads && !press.altKey && press.key.toLowerCase() === 'k') return 'find';
  if (!press.altKey || press.ctrlKey || press.metaKey) return null;
  return press.key === 'ArrowDown' ? 'next' : press.key === 'ArrowUp' ? 'previous' : null;
}
