import { codeProblem, isCodeSpent } from '../../models/joining/code';
import { joinProgress } from '../../net/joining/joinCalls';
import { askSignInCode, openOffered, signIn } from '../../net/joining/signInCalls';
import type { OfferedChat, Refusal } from '../../models/protocol';
import type { Outcome } from '../../net/http';
import { Wait } from './wait.svelte';

/** Signing in: an address, then the code mailed to it, then all chats of that address are open on this device. */
export class SignIn {
  step = $state.raw<'email' | 'code' | 'offered'>('email');
  email = $state.raw('');
  code = $state.raw('');
  refusal = $state.raw<Refusal | null>(null);
  busy = $state.raw(false);
  /** How often a code was asked for, so that the page can say that another is on its way. */
  codesSent = $state.raw(0);
  /** What the last refusal asked to wait. */
  readonly wait = new Wait();

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

  /** Chats that were joined with the address without a code: the person says which are theirs. */
  offered = $state.raw<OfferedChat[]>([]);
  chosen = $state.raw<ReadonlySet<string>>(new Set());

  /** True when signed in and there is nothing to choose. The chat one comes from is one's own choice already. */
  giveCode = async (wanted: string | null): Promise<boolean> => {
    this.refusal = codeProblem(this.code);
    if (this.refusal !== null) return false;
    let offered: OfferedChat[] = [];
    const done = await this.#ask(async () => {
      const outcome = await signIn(this.code);
      if (outcome.ok) offered = outcome.value.offered ?? [];
      return outcome;
    });
    if (!done || offered.length === 0) return done;
    this.offered = offered;
    this.chosen = new Set(offered.filter(({ id }) => id === wanted).map(({ id }) => id));
    if (offered.length === 1 && this.chosen.size === 1) return this.open();
    this.step = 'offered';
    return false;
  };

  choose = (id: string, own: boolean): void => {
    const chosen = new Set(this.chosen);
    if (own) chosen.add(id);
    else chosen.delete(id);
    this.chosen = chosen;
  };

  /** Opens what was chosen on this device. */
  open = (): Promise<boolean> => this.#ask(() => openOffered([...this.chosen]));

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
    if (!outcome.ok && isCodeSpent(outcome.refusal)) this.code = '';
    this.wait.begin(this.refusal);
    this.busy = false;
    return outcome.ok;
  }
}
