/**
 * Names, in an order in which the longest one that a place of a text begins with is found by a few comparisons, however many there
 * are: the last name that is not after the text, or one of the shorter names that it begins with.
 */
export interface NamedPerson {
  name: string;
  id: string;
}

interface Entry {
  folded: string;
  ids: string[];
  /** The longest of the other names that this one begins with. */
  within: Entry | null;
}

export class NameIndex {
  readonly #entries: readonly Entry[];

  constructor(people: Iterable<NamedPerson>) {
    const byName = new Map<string, Entry>();
    for (const { name, id } of people) {
      const key = folded(name);
      const entry = byName.get(key);
      if (entry !== undefined) entry.ids.push(id);
      else if (key !== '') byName.set(key, { folded: key, ids: [id], within: null });
    }
    this.#entries = [...byName.values()].sort((a, b) => (a.folded < b.folded ? -1 : 1));
    let last: Entry | null = null;
    for (const entry of this.#entries) {
      while (last !== null && !entry.folded.startsWith(last.folded)) last = last.within;
      entry.within = last;
      last = entry;
    }
  }

  get size(): number {
    return this.#entries.length;
  }

  /** The longest name that `text`, folded, has at `start`, and whose end satisfies `ends`. */
  longestAt(
    text: string,
    start: number,
    ends: (end: number) => boolean,
  ): { length: number; ids: readonly string[] } | null {
    let found = this.#lastUpTo(text.slice(start, start + longest));
    while (found !== null && !text.startsWith(found.folded, start)) found = found.within;
    // Whatever a name begins with, the text has too.
    while (found !== null && !ends(start + found.folded.length)) found = found.within;
    return found === null ? null : { length: found.folded.length, ids: found.ids };
  }

  #lastUpTo(text: string): Entry | null {
    let [from, to] = [0, this.#entries.length];
    while (from < to) {
      const middle = (from + to) >> 1;
      if ((this.#entries[middle]?.folded ?? '') <= text) from = middle + 1;
      else to = middle;
    }
    return this.#entries[from - 1] ?? null;
  }
}

/** Longer than any full name can be. */
const longest = 400;

/** Letter by letter, as the server compares: no letter becomes two, and these two stay what they are. */
export function folded(text: string): string {
  const whole = text.toUpperCase();
  if (whole.length === text.length && !/[ıſ]/.test(text)) return whole;
  let result = '';
  for (const letter of text) {
    const upper = letter.toUpperCase();
    result += upper.length === letter.length && letter !== 'ı' && letter !== 'ſ' ? upper : letter;
  }
  return result;
}
