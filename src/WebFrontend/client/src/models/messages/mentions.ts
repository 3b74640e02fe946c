import { folded, NameIndex } from './nameIndex';
import { fullName } from '../people/people';
import type { Participant } from '../protocol';
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

/** More than this is not meant as a call; each one costs every reader an element. */
export const mostMentions = 50;

/** Of so many `@` it is asked whether a name follows: a text of nothing else must not keep the reader waiting. */
export const mostAsked = 500;

/** Names that stand for a person in the chat. */
export function mentionable(people: Iterable<Participant>): NameIndex {
  const here = [...people].filter((person) => person.standing === 'active');
  const count = new Map<string, number>();
  const first = here.map(({ name }) => folded(name));
  for (const name of first) count.set(name, (count.get(name) ?? 0) + 1);
  return new NameIndex(
    here.flatMap((person, place) => {
      const full = { name: fullName(person), id: person.id };
      const alone = count.get(first[place] ?? '') === 1 && person.name !== full.name;
      return alone ? [full, { name: person.name, id: person.id }] : [full];
    }),
  );
}

export function mentionsIn(text: string, names: NameIndex): Mention[] {
  const found: Mention[] = [];
  if (names.size === 0 || !text.includes('@')) return found;
  const plain = folded(text);
  const ends = (end: number) => end >= text.length || !isOfWord(text, end);
  let asked = 0;
  for (let at = text.indexOf('@'); at >= 0 && asked < mostAsked && found.length < mostMentions;) {
    let next = at + 1;
    if (at === 0 || !isOfWord(text, at - 1)) {
      asked += 1;
      const name = names.longestAt(plain, at + 1, ends);
      if (name !== null) {
        next += name.length;
        found.push({ start: at, end: next, ids: name.ids });
      }
    }
    at = text.indexOf('@', next);
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

const ofWord = /[\p{L}\p{Nd}\p{Mn}\p{Mc}_]/u;

function isOfWord(text: string, index: number): boolean {
  const code = text.charCodeAt(index);
  const start = code >= 0xdc00 && code <= 0xdfff ? index - 1 : index;
  return ofWord.test(String.fromCodePoint(text.codePointAt(start) ?? 0));
}
