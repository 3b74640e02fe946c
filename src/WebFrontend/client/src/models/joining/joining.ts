import { isCodeSpent } from './code';
import type { JoinProgress, Refusal } from '../protocol';

/** What the joining pages show: the step the server named, the refusal of the last try, and everything typed so far. */
export interface Joining {
  progress: JoinProgress;
  refusal: Refusal | null;
  typed: Typed;
}

export interface Typed {
  password: string;
  name: string;
  surname: string;
  email: string;
  code: string;
}

export const nothingTyped: Typed = { password: '', name: '', surname: '', email: '', code: '' };

/** The server's word on the step; what was typed stays, except the code, which is only good for one step. */
export function proceed(joining: Joining, progress: JoinProgress): Joining {
  const person = progress.person;
  const typed = {
    ...joining.typed,
    name: joining.typed.name || (person?.name ?? ''),
    surname: joining.typed.surname || (person?.surname ?? ''),
    email: joining.typed.email || (person?.email ?? ''),
    code: progress.step === 'code' && joining.progress.step === 'code' ? joining.typed.code : '',
  };
  return { progress, refusal: null, typed };
}

/**
 * A refusal leaves everything as it was, with the server's sentence; except that a session which is over begins again
 * at the password, and that the field is empty for the next code when this one will not do.
 */
export function refuse(joining: Joining, refusal: Refusal): Joining {
  const startsOver = refusal.reason === 'session_expired' || refusal.reason === 'not_found';
  return {
    ...joining,
    refusal,
    progress: startsOver ? { step: 'password' } : joining.progress,
    typed: isCodeSpent(refusal) ? { ...joining.typed, code: '' } : joining.typed,
  };
}

/** Seconds until a new code can be asked for, by an answer; null when there is nothing to wait for, undefined when it does not say. */
export function waitOf(
  outcome: { ok: true; value: JoinProgress } | { ok: false; refusal: Refusal },
): number | null | undefined {
  if (outcome.ok) return outcome.value.resend_in ?? null;
  return outcome.refusal.reason === 'too_many_codes' ? outcome.refusal.retry_after : undefined;
}

/** Refusals after which this form can't help: they get a page of their own. */
export function isDeadEnd(refusal: Refusal | null): boolean {
  return ['chat_full', 'chat_closed', 'chat_deleted'].includes(refusal?.reason ?? '');
}

/** Which field a refusal is about; the form's first when it does not say. */
export function fieldOf(refusal: Refusal | null, fields: readonly string[]): string | null {
  if (refusal === null) return null;
  const named = refusal.field ?? Object.keys(refusal.errors ?? {})[0];
  return named !== undefined && fields.includes(named) ? named : (fields[0] ?? null);
}

/** The sentences that stand above `field`. */
export function sentencesFor(refusal: Refusal | null, field: string, fields: readonly string[]): string[] {
  if (refusal === null) return [];
  const own = refusal.errors?.[field];
  if (own !== undefined && own.length > 0) return own;
  const anyNamed = Object.keys(refusal.errors ?? {}).some((name) => fields.includes(name));
  return !anyNamed && fieldOf(refusal, fields) === field ? [refusal.detail] : [];
}
