import type { Participant, PresenceChange, ReadMark } from '../protocol';

/** All who are or were in the chat, by id. Values are replaced, never changed. */
export type People = ReadonlyMap<string, Participant>;

/** Records that changed. A read mark never goes back: marks and records may overtake one another. */
export function withChanged(people: People, changed: readonly Participant[]): People {
  if (changed.length === 0) return people;
  const next = new Map(people);
  for (const person of changed) {
    const known = next.get(person.id)?.read_up_to ?? 0;
    next.set(person.id, { ...person, read_up_to: Math.max(person.read_up_to, known) });
  }
  return next;
}

export function withReads(people: People, reads: readonly ReadMark[]): People {
  const moved = reads.flatMap(({ id, seq }) => {
    const person = people.get(id);
    return person !== undefined && person.read_up_to < seq ? [{ ...person, read_up_to: seq }] : [];
  });
  return withChanged(people, moved);
}

export function withPresence(here: ReadonlySet<string>, changes: readonly PresenceChange[]): ReadonlySet<string> {
  const next = new Set(here);
  for (const change of changes) {
    if (change.here) next.add(change.id);
    else next.delete(change.id);
  }
  return next;
}

export function withLastSeen(people: People, changes: readonly PresenceChange[]): People {
  const seen = changes.flatMap(({ id, last_seen }) => {
    const person = people.get(id);
    return person !== undefined && last_seen ? [{ ...person, last_seen }] : [];
  });
  return withChanged(people, seen);
}
