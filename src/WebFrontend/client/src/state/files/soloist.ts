/** One thing is heard at a time: what begins to play silences what played before. */
class Soloist {
  #playing: HTMLMediaElement | null = null;

  take(media: HTMLMediaElement): void {
    if (this.#playing !== media) this.#playing?.pause();
    this.#playing = media;
  }
}

export const soloist = new Soloist();
