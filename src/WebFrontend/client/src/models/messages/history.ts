import type { Participant, StandingChange } from '../protocol';
import { fullTime, lastSeen, momentInSentence } from '../app/time';

const words: Record<StandingChange['kind'], string> = {
  joined: 'Joined',
  left: 'Left',
  rejoined: 'Rejoined',
  removed: 'Removed',
};

/** "Joined Monday 4 May 2026 at 09:02", the newest first. */
export function historyOf(person: Participant): { at: string; word: string; when: string }[] {
  return [...person.history].reverse().map(({ kind, at }) => ({ at, word: words[kind] ?? kind, when: fullTime(at) }));
}

/** Where a person is: "Here now", "Last seen yesterday, 17:20", "Left yesterday, 17:20". */
export function whereabouts(person: Participant, here: boolean, now: Date): string {
  if (person.standing === 'active') return here ? 'Here now' : lastSeen(person.last_seen, now);
  const last = person.history[person.history.length - 1];
  const word = person.standing === 'removed' ? 'Removed' : 'Left';
  return last === undefined ? word : `${word} ${momentInSentence(last.at, now)}`;
}
