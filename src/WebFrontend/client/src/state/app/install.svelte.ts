import { isGoodMoment, isIos, memoryFrom, onVisit, type InstallMemory } from '../../models/app/installing';

/** Not in the libraries' types: only Chromium has it. */
interface InstallPromptEvent extends Event {
  prompt(): Promise<{ outcome: 'accepted' | 'dismissed' }>;
}

const key = 'connectnow-install';

/** Installing the app: whether and how this browser can, and when to say so. */
class Install {
  /** The browser's own question, kept until the person asks for it. */
  #question = $state.raw<InstallPromptEvent | null>(null);
  #installed = $state.raw(false);
  #memory = $state.raw<InstallMemory>(memoryFrom(null));
  readonly isIos = isIos({ userAgent: navigator.userAgent, touchPoints: navigator.maxTouchPoints });

  /** `ask`: the browser asks. `steps`: the person does it. Null: installed already, or it can't be. */
  readonly way = $derived.by(() => {
    if (this.#installed) return null;
    if (this.#question !== null) return 'ask';
    return this.isIos ? 'steps' : null;
  });

  /** Whether to offer it unasked. */
  readonly offered = $derived(this.way !== null && isGoodMoment(this.#memory));

  /** From the very start of the page: the browser says only once that it could. */
  start(): void {
    const standalone = matchMedia('(display-mode: standalone), (display-mode: minimal-ui)');
    // On iOS the old property is older than the media query.
    this.#installed = standalone.matches || (navigator as { standalone?: boolean }).standalone === true;
    this.#remember(onVisit(memoryFrom(read()), Date.now()));
    addEventListener('beforeinstallprompt', (event) => {
      event.preventDefault();
      this.#question = event as InstallPromptEvent;
    });
    addEventListener('appinstalled', () => (this.#installed = true));
  }

  get installed(): boolean {
    return this.#installed;
  }

  noteSent(): void {
    if (!this.#memory.declined && this.#memory.sent < 3)
      this.#remember({ ...this.#memory, sent: this.#memory.sent + 1 });
  }

  /** Only within a click. The browser lets its question be asked once. */
  async ask(): Promise<void> {
    const question = this.#question;
    if (question === null) return;
    const { outcome } = await question.prompt();
    this.#question = null;
    if (outcome === 'dismissed') this.decline();
  }

  /** Not offered again; in the sidebar it remains. */
  decline = (): void => this.#remember({ ...this.#memory, declined: true });

  #remember(memory: InstallMemory): void {
    this.#memory = memory;
    try {
      localStorage.setItem(key, JSON.stringify(memory));
    } catch (error) {
      // A browser that keeps nothing asks again on the next visit, at most.
      console.debug('Nothing is remembered of installing.', error);
    }
  }
}

function read(): string | null {
  try {
    return localStorage.getItem(key);
  } catch (error) {
    console.debug('Nothing is remembered of installing.', error);
    return null;
  }
}

export const install = new Install();
