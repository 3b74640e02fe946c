import { createSubscriber } from 'svelte/reactivity';

/** Whether this page is looked at: it is visible and has the focus. */
class Attention {
  readonly #subscribe = createSubscriber((update) => {
    addEventListener('focus', update);
    addEventListener('blur', update);
    document.addEventListener('visibilitychange', update);
    return () => {
      removeEventListener('focus', update);
      removeEventListener('blur', update);
      document.removeEventListener('visibilitychange', update);
    };
  });

  get here(): boolean {
    this.#subscribe();
    return document.visibilityState === 'visible' && document.hasFocus();
  }
}

export const attention = new Attention();
