import { fullName } from './people';
import type { Participant } from './protocol';
import type { Token } from './textTokens';

/**
 * Whom a text mentions: an `@` that begins a word, and after it a participant's full name, or a first name that only one of
 * those in the chat has. The rule is the server's (docs/protocol.md, Notifications): what is highlighted is what notifies.
 */
export interface Mention {
  /** Of the `@`. */
  start: number;
  end: number;
  ids: readonly string[];
}

interface Name {
  name: string;
  id: string;
}

/** Names that stand for somebody in the chat, longest first. */
export function mentionable(people: Iterable<Participant>): Name[] {
  const here = [...people].filter((person) => person.standing === 'active');
  const count = new Map<string, number>();
  for (const { name } of here) count.set(folded(name), (count.get(folded(name)) ?? 0) + 1);
  const names = here.flatMap((person) => {
    const full = { name: fullName(person), id: person.id };
    return count.get(folded(person.name)) === 1 ? [full, { name: person.name, id: person.id }] : [full];
  });
  return names.filter(({ name }) => name !== '').sort((a, b) => b.name.length - a.name.length);
}

export function mentionsIn(text: string, names: readonly Name[]): Mention[] {
  const found: Mention[] = [];
  for (let at = text.indexOf('@'); at >= 0; at = text.indexOf('@', at + 1)) {
    if (at > 0 && isOfWord(text, at - 1)) continue;
    const fitting = names.filter(({ name }) => fits(text, at + 1, name));
    const length = fitting[0]?.name.length;
    if (length === undefined) continue;
    const ids = fitting.filter(({ name }) => name.length === length).map(({ id }) => id);
    found.push({ start: at, end: at + 1 + length, ids });
  }
  return found;
}

export type MessageToken = Token | { kind: 'mention'; text: string; ids: readonly string[] };

/** The pieces of a text with its mentions as pieces of their own; inside a link there are none. */
export function withMentions(tokens: readonly Token[], mentions: readonly Mention[]): readonly MessageToken[] {
  if (mentions.length === 0) return tokens;
  let start = 0;
  return tokens.flatMap((token) => {
    const [from, to] = [start, start + token.text.length];
    start = to;
    const inside =
      token.kind === 'text' ? mentions.filter((mention) => mention.start >= from && mention.end <= to) : [];
    return inside.length === 0 ? [token] : cut(token.text, from, inside);
  });
}

function cut(text: string, offset: number, mentions: readonly Mention[]): MessageToken[] {
  const pieces: MessageToken[] = [];
  let done = 0;
  for (const { start, end, ids } of mentions) {
    if (start - offset > done) pieces.push({ kind: 'text', text: text.slice(done, start - offset) });
    pieces.push({ kind: 'mention', text: text.slice(start - offset, end - offset), ids });
    done = end - offset;
  }
  if (done < text.length) pieces.push({ kind: 'text', text: text.slice(done) });
  return pieces;
}

function fits(text: string, start: number, name: string): boolean {
  const end = start + name.length;
  if (folded(text.slice(start, end)) !== folded(name)) return false;
  return end >= text.length || !isOfWord(text, end);
}

/** Letter by letter, as the server compares: no letter becomes two. */
function folded(text: string): string {
  let result = '';
  for (const letter of text) {
    const upper = letter.toUpperCase();
    result += upper.length === letter.length ? upper : letter;
  }
  return result;
}

const ofWord = /[\p{L}\p{Nd}\p{Mn}\p{Mc}_]/u;

function isOfWord(text: string, index: number): boolean {
  const code = text.charCodeAt(index);
  const start = code >= 0xdc00 && code <= 0xdfff ? index - 1 : index;
  return ofWord.test(String.fromCodePoint(text.codePointAt(start) ?? 0));
}
