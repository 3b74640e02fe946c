import { inLanguage } from '../../language/texts';
import { fullName } from '../people/people';
import type { Participant } from '../protocol';

/** What is being typed after an `@`: from the `@` to the caret. */
export interface MentionQuery {
  start: number;
  end: number;
  typed: string;
}

/** More of a name than this is not typed before choosing. */
const longest = 60;

export function queryAt(text: string, caret: number): MentionQuery | null {
  const before = text.slice(Math.max(0, caret - longest), caret);
  const match = /(?:^|[^\p{L}\p{N}\p{M}_])@([^@\n]*)$/u.exec(before);
  if (match === null) return null;
  const typed = match[1] ?? '';
  return { start: caret - typed.length - 1, end: caret, typed };
}

/** As people type names when they look for them: without accents, small. */
export const plain = (text: string) => text.normalize('NFKD').replace(/\p{M}/gu, '').toLocaleLowerCase('en-GB');
const inOrder = inLanguage((tag) => new Intl.Collator(tag));

/** Made once for each person: all are looked through at each key that is pressed. */
const plainNames = new WeakMap<Participant, readonly string[]>();

function plainNamesOf(person: Participant): readonly string[] {
  const known = plainNames.get(person) ?? [plain(fullName(person)), plain(person.surname)];
  plainNames.set(person, known);
  return known;
}

/** Those in the chat, oneself aside, of whose names one begins like that; by name, so many at most. */
export function candidates(people: Iterable<Participant>, me: string, typed: string, most = 6): Participant[] {
  const wanted = plain(typed);
  const begins = (person: Participant) => plainNamesOf(person).some((name) => name.startsWith(wanted));
  return [...people]
    .filter((person) => person.id !== me && person.standing === 'active' && begins(person))
    .sort((a, b) => inOrder().compare(fullName(a), fullName(b)))
    .slice(0, most);
}

/** The text with the name in the place of what was typed, and where the caret goes. */
export function complete(text: string, query: MentionQuery, person: Participant): { text: string; caret: number } {
  const after = text.slice(query.end);
  const name = `@${fullName(person)}${after.startsWith(' ') ? '' : ' '}`;
  return {
    text: text.slice(0, query.start) + name + after,
    caret: query.start + name.length + (after.startsWith(' ') ? 1 : 0),
  };
}
