/** Shorter losses of the connection are not told. */
const patience = 1500;

/** How a page tells that its connection is missing: not at once, since most come back within a moment. */
export class ConnectionWait {
  /** The connection has been missing for so long that it is told. */
  told = $state.raw(false);
  #timer: ReturnType<typeof setTimeout> | undefined;

  begin(): void {
    this.#timer ??= setTimeout(() => (this.told = true), patience);
  }

  /** The connection is there, or is not waited for any more. */
  end(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  connected(): void {
    this.end();
    this.told = false;
  }
}
