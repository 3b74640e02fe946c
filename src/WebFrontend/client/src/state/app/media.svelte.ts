import { createSubscriber } from 'svelte/reactivity';

/** What the device or the window is like, kept true while a page asks for it. Svelte's own does more, which a first visit would pay for. */
class Media {
  readonly #list: MediaQueryList;
  readonly #subscribe: () => void;

  constructor(query: string) {
    const list = matchMedia(`(${query})`);
    this.#list = list;
    this.#subscribe = createSubscriber((update) => {
      list.addEventListener('change', update);
      return () => list.removeEventListener('change', update);
    });
  }

  get current(): boolean {
    this.#subscribe();
    return this.#list.matches;
  }
}

/** Narrower than this, the sidebar covers the chat. */
export const narrow = new Media('max-width: 719px');
/** As wide as this, a list of chats has room beside the chat. */
export const wide = new Media('min-width: 1100px');
/** A touch keyboard: Enter makes a new line. */
export const touch = new Media('pointer: coarse');
/** Nothing may move by itself. */
export const calm = new Media('prefers-reduced-motion: reduce');
/** There is a pointer that can rest on something without pressing it. */
export const hovering = new Media('hover: hover');
