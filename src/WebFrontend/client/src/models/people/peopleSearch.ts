import { plain } from '../messages/mentionSearch';
import { fullName } from './people';
import type { Participant } from '../protocol';

/** From so many people on, a person is searched for rather than seen. */
export const worthSearching = 12;

/** Those whose name or address has every word that is typed, at the beginning of one of its own. */
export function peopleFound(people: readonly Participant[], typed: string): readonly Participant[] {
  const wanted = plain(typed).split(/\s+/).filter(Boolean);
  if (wanted.length === 0) return people;
  return people.filter((person) => {
    const words = plain(`${fullName(person)} ${person.email}`).split(/[\s.@_-]+/);
    const email = plain(person.email);
    return wanted.every((one) => email.startsWith(one) || words.some((word) => word.startsWith(one)));
  });
}
