import type { Key, Placeholders } from './keys';

/** The forms of a text that counts, by `Intl.PluralRules`; `other` where there is no form of its own. */
export type Forms = Partial<Record<Intl.LDMLPluralRule, string>> & { other: string };

/** Texts of one language. The build has put numbers in the place of the keys: `scripts/texts.ts`. */
export type Texts = Record<number, string | Forms>;

type Value = string | number;
type Values<K extends Key> = Placeholders[K] extends never ? [] : [values: Record<Placeholders[K], Value>];

export const source = 'en-GB';

export const runsToTheLeft = (tag: string): boolean => tag === 'ar';

let language = source;
let texts: Texts = {};

/** From now on everything is said in this language. */
export function speak(tag: string, first: Texts): void {
  language = tag;
  texts = first;
}

/** More texts of the language that is spoken. */
export const learn = (more: Texts): void => void (texts = { ...texts, ...more });

/** The tag (RFC 5646) of the language that is spoken. */
export const spoken = (): string => language;

/** Something of `Intl` in the language that is spoken, made once. Arabic is written with the digits that its mails and addresses have. */
export function inLanguage<T>(make: (tag: string) => T): () => T {
  let made: { of: string; thing: T } | null = null;
  return () => {
    if (made?.of !== language) made = { of: language, thing: make(language === 'ar' ? 'ar-u-nu-latn' : language) };
    return made.thing;
  };
}

const plurals = inLanguage((tag) => new Intl.PluralRules(tag));
const numbers = inLanguage((tag) => new Intl.NumberFormat(tag));
const lists = inLanguage((tag) => new Intl.ListFormat(tag, { type: 'conjunction' }));

/** "8,000". */
export const inDigits = (number: number): string => numbers().format(number);

/** "Alice", "Alice and Bob", "Alice, Bob and Marta". */
export const inList = (names: readonly string[]): string => lists().format(names);

/** A text with its placeholders filled in. Of one that counts, the form is chosen by `count`. */
export const t = <K extends Key>(key: K, ...[values]: Values<K>): string => filled(pattern(key, values), values);

/** A text in pieces: words, and the names of the placeholders that are not filled in but drawn. */
export const pieces = (key: Key, values: Record<string, Value> = {}): { words: string; slot: string | null }[] =>
  pattern(key, values)
    .split(/(\{\w+\})/)
    .filter((piece) => piece !== '')
    .map((piece) => {
      const words = filled(piece, values);
      return words === piece && piece.startsWith('{') ? { words: '', slot: piece.slice(1, -1) } : { words, slot: null };
    });

const textOf = (key: Key): string | Forms | undefined => texts[key as unknown as number];

/** All forms of a text, as they are written down. */
export const formsOf = (key: Key): string[] => {
  const text = textOf(key);
  return typeof text === 'string' ? [text] : Object.values(text ?? {});
};

function pattern(key: Key, values: Record<string, Value> = {}): string {
  const text = textOf(key);
  if (text === undefined) {
    console.error(`There is no text ${key} in ${language}.`);
    return '';
  }
  if (typeof text === 'string') return text;
  return text[plurals().select(Number(values['count']))] ?? text.other;
}

const filled = (text: string, values: Record<string, Value> = {}): string =>
  text.replace(/\{(\w+)\}/g, (slot, name: string) => {
    const value = values[name];
    if (typeof value !== 'string') return value === undefined ? slot : inDigits(value);
    // A name in another script leaves the order of what is around it alone: FIRST STRONG ISOLATE, and its end.
    return runsToTheLeft(language) ? `\u2068${value}\u2069` : value;
  });
