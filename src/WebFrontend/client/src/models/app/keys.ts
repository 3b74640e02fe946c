/** What there is to know of a pressed key before it means anything to us. */
export interface Press {
  key: string;
  keyCode: number;
  isComposing: boolean;
}

/**
 * Whether an input method is at work and the key is its own: Enter takes the word it offers, arrows and Tab choose among them,
 * Escape gives them up. Safari says that composing has ended before the key that ends it; 229 still tells. What listens for
 * keys asks this first.
 */
export function isOfInputMethod({ keyCode, isComposing }: Pick<Press, 'keyCode' | 'isComposing'>): boolean {
  return isComposing || keyCode === 229;
}

/** What a key does to an open list under a field that keeps the focus. */
export type ListKey = 'next' | 'previous' | 'choose' | 'close';

export function listKey(press: Press): ListKey | null {
  if (isOfInputMethod(press)) return null;
  switch (press.key) {
    case 'ArrowDown':
      return 'next';
    case 'ArrowUp':
      return 'previous';
    case 'Enter':
    case 'Tab':
      return 'choose';
    case 'Escape':
      return 'close';
    default:
      return null;
  }
}

/** Escape that leads out of what is open; not the one that gives up a word being composed. */
export const leads = (press: Press): boolean => press.key === 'Escape' && !isOfInputMethod(press);
