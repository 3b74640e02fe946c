import { joinProgress, askSignInCode, signIn } from '../net/joinCalls';
import type { Refusal } from '../models/protocol';
import type { Outcome } from '../net/http';

/** Signing in: an address, then the code mailed to it, then all chats of that address are open on this device. */
export class SignIn {
  step = $state.raw<'email' | 'code'>('email');
  email = $state.raw('');
  code = $state.raw('');
  refusal = $state.raw<Refusal | null>(null);
  busy = $state.raw(false);
  /** How often a code was asked for, so that the page can say that another is on its way. */
  codesSent = $state.raw(0);

  askCode = (): Promise<boolean> =>
    this.#ask(async () => {
      const outcome = await askSignInCode(this.email.trim());
      if (outcome.ok) {
        this.step = 'code';
        this.code = '';
        this.codesSent += 1;
      }
      return outcome;
    });

  /** True when signed in. */
  giveCode = (): Promise<boolean> => this.#ask(() => signIn(this.code));

  otherAddress = (): void => {
    this.step = 'email';
    this.refusal = null;
  };

  /** Whether signing in opened this chat. */
  async opened(chatId: string): Promise<boolean> {
    const outcome = await joinProgress(chatId);
    return outcome.ok && outcome.value.step === 'joined';
  }

  async #ask(request: () => Promise<Outcome<unknown>>): Promise<boolean> {
    if (this.busy) return false;
    this.busy = true;
    this.refusal = null;
    const outcome = await request();
    if (!outcome.ok) this.refusal = outcome.refusal;
    this.busy = false;
    return outcome.ok;
  }
}
