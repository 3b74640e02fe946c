import { loadAgain, onNewVersion } from '../../net/app/newVersion';

/** A newer version of the app that waits to take this one's place. */
class NewVersion {
  /** Switches to it, which loads the page again; null while there is none. */
  apply = $state.raw<(() => void) | null>(null);
  #dismissed = $state.raw(false);
  /** Whether it is offered: until a person wants it later. */
  readonly offered = $derived(this.apply !== null && !this.#dismissed);

  watch(): void {
    onNewVersion((apply) => {
      this.apply = apply;
      this.#dismissed = false;
    });
  }

  later(): void {
    this.#dismissed = true;
  }

  /** For a person who wants this page to work: goes to the newest version there is. */
  readonly load = loadAgain;
}

export const newVersion = new NewVersion();
