export const codeLength = 6;

/** What a person typed or pasted, without spaces and dashes; digits of other scripts count too. At most six of them. */
export function digitsOf(typed: string): string {
  return typed.normalize('NFKC').replace(/\D/g, '').slice(0, codeLength);
}
