/** Short sentences that say what was just done; read out by screen readers, gone after a while or with the page they belong to. */
class Toasts {
  current = $state.raw<{ id: number; text: string; place: HTMLElement | undefined } | null>(null);
  /** Where they can stand: the page first, then its columns. */
  readonly #places: HTMLElement[] = [];
  #count = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** A sentence stands in the column of what was pressed; where that can't be said, in the one that came last. */
  show(text: string): void {
    clearTimeout(this.#timer);
    this.#count += 1;
    const focus = document.activeElement;
    const [, ...columns] = this.#places;
    const place =
      columns.findLast((one) => one.closest('main, section')?.contains(focus)) ?? columns.at(-1) ?? this.#places[0];
    this.current = { id: this.#count, text, place };
    this.#timer = setTimeout(this.close, 5000);
  }

  readonly close = (): void => {
    this.current = null;
  };

  readonly standIn = (place: HTMLElement): (() => void) => {
    this.#places.push(place);
    return () => void this.#places.splice(this.#places.indexOf(place), 1);
  };
}

export const toasts = new Toasts();
