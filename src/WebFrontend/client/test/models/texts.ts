import type { Participant } from '../../src/models/protocol';

/** What both suites, this one and the server's, read: test/Texts. */
export const casesOf = <T>(json: string): T => JSON.parse(json) as T;

export const person = (
  id: string,
  name: string,
  surname: string,
  standing: Participant['standing'] = 'active',
): Participant => ({
  id,
  name,
  surname,
  standing,
  email: `${id}@example.com`,
  verified: true,
  history: [],
  read_up_to: 0,
  last_seen: null,
});

/**
 * Pieces that make texts awkward: every class of character that the expressions for links, mentions and emoji tell apart, and each
 * beginning of an address before it.
 */
const classes = [
  ...['a', 'Z', '0', '_', '.', ',', '!', '?', '*', '~', '-', '+', '/', '\\', '#', '%', '%41', '&', '=', '`', '|', '^'],
  ...[
    '(',
    ')',
    '[',
    ']',
    '{',
    '}',
    '()',
    ')(',
    '<',
    '>',
    '"',
    "'",
    '“',
    '’',
    '@',
    '@a',
    '@@',
    '@a.',
    ' @',
    '@-',
    ':',
    ';',
  ],
  ...['…', '、', '。', '）', '「', 'ü', 'ß', 'ﬁ', 'é', '\u0301', 'अ', 'ा', '中', 'か', '😀', '👍🏽', '\u200d', '\ufe0f'],
  ...['\u200b', '\u00ad', '\u202e', '\n', '\t', ' ', '\u3000', 'Á', 'ı', 'а', 'xn--', '1️⃣', '🇩🇪', '𝐀', '٣', '()'],
];
const beginnings = [
  '',
  'http://',
  'http://a',
  'https://a/',
  'http://[',
  'www.',
  'www.a.',
  'mailto:',
  'mailto:a@b.',
  'a@',
  'x@y',
];

export const awkwardPieces: readonly string[] = [
  ...classes,
  ...beginnings.filter(Boolean),
  ...classes.flatMap((one) => ['a', '@', '.', ' ', 'http://', 'www.'].map((other) => one + other)),
];

/** Of this length: one beginning, then a piece again and again; and every piece again and again by itself. */
export function* awkwardTexts(length: number): Generator<string> {
  for (const beginning of beginnings) {
    for (const piece of beginning === '' ? awkwardPieces : classes) {
      yield (beginning + piece.repeat(Math.ceil(length / piece.length))).slice(0, length);
    }
  }
}

/** A thousand people whose names are ordinary, and as many who made theirs to be found in such texts. */
export function crowd(): Participant[] {
  return Array.from({ length: 1000 }, (_, n) => person(`p${n}`, `Name${n}`, `Of ${n % 7}`));
}

export function hostileCrowd(): Participant[] {
  const pieces = ['@', 'a', '.', 'a.@', '@a', '()', '😀', 'é'];
  return Array.from({ length: 1000 }, (_, n) => {
    const piece = pieces[n % pieces.length] ?? '@';
    const name = piece.repeat(Math.min(80 / piece.length, 1 + (n >> 3)));
    return person(`h${n}`, name, n % 2 === 0 ? '' : `${name}x`.slice(0, 80));
  });
}
