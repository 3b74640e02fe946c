/** A piece of a message. The pieces of a text, put together, are the text: nothing is added, nothing lost. */
export type Token = { kind: 'text'; text: string } | { kind: 'link'; text: string; href: string };

// Characters that end an address: white space, brackets that quote one, and the marks that turn the direction of
// writing, with which an address could be made to look like another.
const end = String.raw`\s<>"'“”«»‘’\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069`;
const candidate = new RegExp(
  String.raw`(?:https?:\/\/|www\.|mailto:)[^${end}]+|[\w.!#$%&'*+/=?^\x60{|}~-]{1,64}@[\p{L}\p{N}](?:[\p{L}\p{N}.-]{0,252}[\p{L}\p{N}])?`,
  'giu',
);

export function tokenise(text: string): Token[] {
  const tokens: Token[] = [];
  let done = 0;
  for (const match of text.matchAll(candidate)) {
    const found = withoutTrailingMarks(match[0]);
    const href = standsAlone(text, match.index) ? hrefOf(found) : null;
    if (href === null) continue;
    if (match.index > done) tokens.push({ kind: 'text', text: text.slice(done, match.index) });
    tokens.push({ kind: 'link', text: found, href });
    done = match.index + found.length;
  }
  if (done < text.length) tokens.push({ kind: 'text', text: text.slice(done) });
  return tokens;
}

/** Not in the middle of a word: `xhttp://…` is no address. */
function standsAlone(text: string, index: number): boolean {
  return !/[\p{L}\p{N}_@/]$/u.test(text.slice(Math.max(0, index - 2), index));
}

/** A full stop, a comma or a closing bracket after an address belongs to the sentence, unless it was opened inside. */
function withoutTrailingMarks(found: string): string {
  let kept = found;
  for (;;) {
    const last = kept[kept.length - 1] ?? '';
    const opening = { ')': '(', ']': '[', '}': '{' }[last];
    if (opening !== undefined) {
      if (count(kept, opening) >= count(kept, last)) return kept;
    } else if (!/[.,;:!?*_~…、。]/u.test(last)) {
      return kept;
    }
    kept = kept.slice(0, -1);
  }
}

function count(text: string, character: string): number {
  return text.split(character).length - 1;
}

/** Where a link leads: http, https and mailto only; none with a user name, which is how one site poses as another. */
function hrefOf(found: string): string | null {
  const lower = found.toLowerCase();
  if (lower.startsWith('mailto:')) return mailto(found.slice('mailto:'.length));
  if (!/^(?:https?:\/\/|www\.)/.test(lower)) return mailto(found);
  const url = parse(lower.startsWith('www.') ? `https://${found}` : found);
  if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:')) return null;
  if (url.username !== '' || url.password !== '' || url.hostname === '') return null;
  if (lower.startsWith('www.') && !/^www\.[^.]+\.[^.]/.test(lower)) return null;
  return url.href;
}

function mailto(address: string): string | null {
  const bare = address.split('?')[0] ?? '';
  return /^[^\s@]+@[^\s@.]+(?:\.[^\s@.]+)+$/.test(bare) ? `mailto:${encodeURI(bare)}` : null;
}

function parse(address: string): URL | null {
  try {
    return new URL(address);
  } catch (error) {
    if (error instanceof TypeError) return null;
    throw error;
  }
}
