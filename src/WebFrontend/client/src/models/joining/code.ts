import { t } from '../../language/texts';
import type { Refusal } from '../protocol';

export const codeLength = 6;

/** What a person typed or pasted, without spaces and dashes; a decimal digit of any script is its value. At most six of them. */
export function digitsOf(typed: string): string {
  let digits = '';
  for (const character of typed) {
    if (!decimal.test(character)) continue;
    digits += valueOf(character.codePointAt(0) ?? 0);
    if (digits.length === codeLength) break;
  }
  return digits;
}

const decimal = /^\p{Nd}$/u;

/** Unicode keeps the ten digits of a script together, from 0 to 9; where sets adjoin, each has ten. */
function valueOf(digit: number): number {
  let before = 0;
  while (decimal.test(String.fromCodePoint(digit - before - 1))) before += 1;
  return before % 10;
}

/** What the page itself can say of a code. A try is worth something: half a code is not sent. */
export function codeProblem(digits: string): Refusal | null {
  if (digits.length === codeLength) return null;
  return { reason: 'invalid_field', status: 422, field: 'code', detail: t('join.codeDigits', { count: codeLength }) };
}

/** Whether a refusal says that the code itself will not do. After any other, the same digits may be sent again. */
export function isCodeSpent({ reason }: Refusal): boolean {
  return reason === 'wrong_code' || reason === 'code_expired';
}
