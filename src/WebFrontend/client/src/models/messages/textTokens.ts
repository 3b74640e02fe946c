import { shownAddress } from './hostNames';

/**
 * A piece of a message. The pieces of a text, put together, are the text: nothing is added, nothing lost. `shown` stands in a
 * link's place where the address as it was typed would look like another.
 */
export type Token = { kind: 'text'; text: string } | { kind: 'link'; text: string; href: string; shown?: string };

/** More addresses than this in one message stay text: each one costs every reader an element. */
export const mostLinks = 100;

/** A host has at most 253 characters. What is far longer is none, and finding that out must cost nothing. */
const longestAuthority = 255;

// Characters that end an address: white space, brackets and quotation marks that stand around one, the marks of Chinese and
// Japanese sentences, and those that turn the direction of writing, with which an address could be made to look like another.
const end =
  String.raw`\s<>"'“”„«»‹›‘’‚\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069` +
  String.raw`\u3001\u3002\u3008-\u3011\u3014-\u301b\u301d-\u301f` +
  String.raw`\uff01\uff08\uff09\uff0c\uff1a\uff1b\uff1f\uff3b\uff3d\uff5b\uff5d\uff5f-\uff64`;
const local = String.raw`\w.!#$%&'*+/=?^\x60{|}~-`;
// An address of mail begins where its first half can't be longer: else each of its characters would be tried as the first.
const candidate = new RegExp(
  String.raw`(?:https?:\/\/|www\.|mailto:)[^${end}]+|` +
    String.raw`(?<![${local}])[${local}]{1,64}@[\p{L}\p{N}](?:[\p{L}\p{N}.-]{0,252}[\p{L}\p{N}])?`,
  'giu',
);

export function tokenise(text: string): Token[] {
  const tokens: Token[] = [];
  let done = 0;
  let links = 0;
  for (const match of text.matchAll(candidate)) {
    const found = withoutTrailingMarks(match[0]);
    const url = standsAlone(text, match.index) ? hrefOf(found) : null;
    if (url === null) continue;
    if (match.index > done) tokens.push({ kind: 'text', text: text.slice(done, match.index) });
    const shown = url.protocol === 'mailto:' ? null : shownAddress(found, url.hostname);
    tokens.push({ kind: 'link', text: found, href: url.href, ...(shown === null ? {} : { shown }) });
    done = match.index + found.length;
    links += 1;
    if (links === mostLinks) break;
  }
  if (done < text.length) tokens.push({ kind: 'text', text: text.slice(done) });
  return tokens;
}

/** Not in the middle of a word: `xhttp://…` is no address. */
function standsAlone(text: string, index: number): boolean {
  return !/[\p{L}\p{N}_@/]$/u.test(text.slice(Math.max(0, index - 2), index));
}

const openingOf: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' };
/** Of sentences in any script: they may stand inside an address, but not at its end. */
const trailing = /[.,;:!?*_~…．·،؛؟۔।॥։׃።-፨၊။។៕༎།]/u;

/**
 * A full stop, a comma or a closing bracket after an address belongs to the sentence, unless it was opened inside. Each bracket is
 * counted once, and taken off the count as it is taken off the end.
 */
function withoutTrailingMarks(found: string): string {
  const left = new Map<string, number>();
  for (const character of found) {
    if ('()[]{}'.includes(character)) left.set(character, (left.get(character) ?? 0) + 1);
  }
  let length = found.length;
  for (; length > 0; length -= 1) {
    const last = found.charAt(length - 1);
    const opening = openingOf[last];
    const closed = left.get(last) ?? 0;
    if (opening !== undefined ? (left.get(opening) ?? 0) >= closed : !trailing.test(last)) break;
    left.set(last, closed - 1);
  }
  return found.slice(0, length);
}

/** Where a link leads: http, https and mailto only; none with a user name, which is how one site poses as another. */
function hrefOf(found: string): URL | null {
  const lower = found.slice(0, 12).toLowerCase();
  if (lower.startsWith('mailto:')) return mailto(found.slice('mailto:'.length));
  if (!/^(?:https?:\/\/|www\.)/.test(lower)) return mailto(found);
  if (isTooLong(found)) return null;
  const url = parse(lower.startsWith('www.') ? `https://${found}` : found);
  if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:')) return null;
  if (url.username !== '' || url.password !== '' || url.hostname === '') return null;
  if (lower.startsWith('www.') && !/^www\.[^.]+\.[^.]/i.test(found)) return null;
  return url;
}

function isTooLong(address: string): boolean {
  const authority = /^(?:https?:\/\/)?[/\\]*([^/\\?#]*)/i.exec(address)?.[1] ?? '';
  return authority.length > longestAuthority;
}

function mailto(address: string): URL | null {
  const bare = address.split('?', 1)[0] ?? '';
  return /^[^\s@]+@[^\s@.]+(?:\.[^\s@.]+)+$/.test(bare) ? parse('mailto:', bare) : null;
}

function parse(address: string, mail = ''): URL | null {
  try {
    return new URL(address + encodeURI(mail));
  } catch (error) {
    // No address; or half a character in one of mail, which no text that was sent has.
    if (error instanceof TypeError || error instanceof URIError) return null;
    throw error;
  }
}
