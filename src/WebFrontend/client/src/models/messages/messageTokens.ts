import { mentionable, mentionsIn, withMentions, type MessageToken } from './mentions';
import type { NameIndex } from './nameIndex';
import type { Participant } from '../protocol';
import { tokenise } from './textTokens';

/** As many texts as are on a screen some times over. */
const mostKept = 500;

/**
 * Texts of one chat taken apart, each once for as long as those in the chat have the names they have: a person reading or going
 * away changes no name, and must not cost every message that is shown.
 */
export class MessageTokens {
  #people: readonly Participant[] = [];
  #names: NameIndex = mentionable([]);
  readonly #kept = new Map<string, readonly MessageToken[]>();

  /** The names of those in the chat: the same object as before while none has changed. */
  namesOf(people: Iterable<Participant>): NameIndex {
    const now = [...people];
    if (now.length !== this.#people.length || now.some((person, place) => !isNamedAlike(person, this.#people[place]))) {
      this.#names = mentionable(now);
      this.#kept.clear();
    }
    this.#people = now;
    return this.#names;
  }

  of(text: string, names: NameIndex): readonly MessageToken[] {
    const known = names === this.#names ? this.#kept.get(text) : undefined;
    if (known !== undefined) return known;
    const tokens = withMentions(tokenise(text), mentionsIn(text, names));
    if (names !== this.#names) return tokens;
    if (this.#kept.size >= mostKept) this.#kept.clear();
    this.#kept.set(text, tokens);
    return tokens;
  }
}

function isNamedAlike(a: Participant, b: Participant | undefined): boolean {
  return a === b || (a.id === b?.id && a.standing === b.standing && a.name === b.name && a.surname === b.surname);
}
