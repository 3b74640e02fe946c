const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });
/** Scripts of which one character says as much as two letters. */
const dense = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u;

const first = (text: string, count: number) =>
  Array.from(graphemes.segment(text), ({ segment }) => segment)
    .slice(0, count)
    .join('');

/** What stands for a chat on its tile: of its first two words, or of the only one. */
export function chatInitials(name: string): string {
  const [one, two] = name.match(/[\p{L}\p{N}][^\s,/&+–—-]*/gu) ?? [];
  if (one === undefined) return first(name.trim(), 1) || '?';
  if (dense.test(one)) return first(one, 1);
  return (two === undefined ? first(one, 2) : first(one, 1) + first(two, 1)).toLocaleUpperCase('en-GB');
}

/** Whether chats of several companies are on one device: only then a row says whose it is. */
export function severalCompanies(chats: readonly { company: { id: string } }[]): boolean {
  return new Set(chats.map((chat) => chat.company.id)).size > 1;
}
