import { t } from '../../language/texts';
import type { Participant, StandingChange } from '../protocol';
import { fullTime, lastSeen, momentInSentence } from '../app/time';

const words = {
  joined: 'people.joined',
  left: 'people.left',
  rejoined: 'people.rejoined',
  removed: 'people.removed',
} as const;

/** "Joined Monday 4 May 2026 at 09:02", the newest first. */
export function historyOf(person: Participant): { at: string; word: string; when: string }[] {
  const word = (kind: StandingChange['kind']) => (Object.hasOwn(words, kind) ? t(words[kind]) : kind);
  return [...person.history].reverse().map(({ kind, at }) => ({ at, word: word(kind), when: fullTime(at) }));
}

/** Where a person is: "Here now", "Last seen yesterday, 17:20", "Left yesterday, 17:20". */
export function whereabouts(person: Participant, here: boolean, now: Date): string {
  if (person.standing === 'active') return here ? t('people.hereNow') : lastSeen(person.last_seen, now);
  const last = person.history[person.history.length - 1];
  const removed = person.standing === 'removed';
  if (last === undefined) return t(removed ? 'people.removed' : 'people.left');
  return t(removed ? 'people.removedAt' : 'people.leftAt', { when: momentInSentence(last.at, now) });
}
