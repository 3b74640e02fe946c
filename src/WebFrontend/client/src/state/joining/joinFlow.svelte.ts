import { codeProblem } from '../../models/joining/code';
import { nothingTyped, proceed, refuse, waitOf, type Joining, type Typed } from '../../models/joining/joining';
import type { JoinProgress } from '../../models/protocol';
import type { Outcome } from '../../net/http';
import * as calls from '../../net/joining/joinCalls';
import { Wait } from './wait.svelte';

/** One browser's way into one chat: asks the server at each step and keeps what was typed. */
export class JoinFlow {
  joining = $state.raw<Joining>({ progress: { step: 'password' }, refusal: null, typed: nothingTyped });
  /** False until the server has said where this browser stands. */
  known = $state.raw(false);
  busy = $state.raw(false);
  /** Counts what was sent successfully without a change of step, so that a page can say so. */
  codesSent = $state.raw(0);
  /** By `performance.now`: until then no new code can be asked for. */
  resendUntil = $state.raw<number | null>(null);

  /** What the last refusal asked to wait. */
  readonly wait = new Wait();

  /** A password that the server took; it is kept once it has led in. */
  #taken = '';

  constructor(private readonly chatId: string) {}

  /** Finds the step; a password that the link carried is given at once. */
  async begin(linkPassword: string | null): Promise<void> {
    if (linkPassword !== null) this.type({ password: linkPassword });
    const outcome = await this.#ask(() => calls.joinProgress(this.chatId));
    if (outcome.ok && outcome.value.step === 'password' && linkPassword !== null) await this.givePassword();
    this.known = true;
  }

  type(typed: Partial<Typed>): void {
    this.joining = { ...this.joining, typed: { ...this.joining.typed, ...typed } };
  }

  givePassword = async (): Promise<void> => {
    const { password } = this.joining.typed;
    const outcome = await this.#ask(() => calls.givePassword(this.chatId, password));
    if (outcome.ok) this.#taken = password;
  };

  sayWho = (): Promise<unknown> => {
    const { name, surname, email } = this.joining.typed;
    return this.#ask(() => calls.sayWho(this.chatId, { name, surname, email }));
  };

  giveCode = async (): Promise<void> => {
    const { code } = this.joining.typed;
    const refusal = codeProblem(code);
    if (refusal !== null) this.joining = { ...this.joining, refusal };
    else await this.#ask(() => calls.giveCode(this.chatId, code));
  };

  askNewCode = async (): Promise<void> => {
    const outcome = await this.#ask(() => calls.askNewCode(this.chatId));
    if (outcome.ok) {
      this.type({ code: '' });
      this.codesSent += 1;
    }
  };

  goBack = (): Promise<unknown> => this.#ask(() => calls.goBack(this.chatId));

  /** From a page that stands for a refusal back to the form, with everything still in it. */
  dismissRefusal = (): void => {
    this.joining = { ...this.joining, refusal: null };
  };

  /** Joining does not fail for it: without, the person asks for the password before inviting others. */
  async #keep(): Promise<void> {
    try {
      const { keepPassword } = await import('../../net/joining/keptPasswords');
      await keepPassword(this.chatId, this.#taken);
    } catch (error) {
      console.warn('The password could not be kept.', error);
    }
  }

  async #ask(request: () => Promise<Outcome<JoinProgress>>): Promise<Outcome<JoinProgress>> {
    this.busy = true;
    const outcome = await request();
    const wait = waitOf(outcome);
    if (wait !== undefined) this.resendUntil = wait === null ? null : performance.now() + wait * 1000;
    if (outcome.ok && outcome.value.step === 'joined' && this.#taken !== '') await this.#keep();
    this.joining = outcome.ok ? proceed(this.joining, outcome.value) : refuse(this.joining, outcome.refusal);
    this.wait.begin(outcome.ok ? null : outcome.refusal);
    this.busy = false;
    return outcome;
  }
}
