/** Calls back when there is reason to believe that a lost connection can be had again: back online, looked at again. */
export function onWakeUp(listener: () => void): () => void {
  const visible = () => {
    if (document.visibilityState === 'visible') listener();
  };
  addEventListener('online', listener);
  addEventListener('focus', listener);
  addEventListener('pageshow', listener);
  document.addEventListener('visibilitychange', visible);
  return () => {
    removeEventListener('online', listener);
    removeEventListener('focus', listener);
    removeEventListener('pageshow', listener);
    document.removeEventListener('visibilitychange', visible);
  };
}

/** A wait that can be cut short. */
export class Delay {
  #wake: (() => void) | null = null;

  for(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.interrupt(), milliseconds);
      this.#wake = () => {
        clearTimeout(timer);
        this.#wake = null;
        resolve();
      };
    });
  }

  interrupt(): void {
    this.#wake?.();
  }
}
