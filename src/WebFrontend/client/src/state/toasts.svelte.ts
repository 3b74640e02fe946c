/** Short sentences that say what was just done; read out by screen readers, gone after a while. */
class Toasts {
  current = $state.raw<{ id: number; text: string } | null>(null);
  #count = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  show(text: string): void {
    clearTimeout(this.#timer);
    this.#count += 1;
    this.current = { id: this.#count, text };
    this.#timer = setTimeout(() => (this.current = null), 5000);
  }
}

export const toasts = new Toasts();
