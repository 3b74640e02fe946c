import { companyAuthor, fullName } from '../models/people';
import type { Participant } from '../models/protocol';
import { firstFrom, type Timeline } from '../models/timeline';

/** More at once are summed up: a screen reader must not talk for minutes after a lost connection. */
const mostReadOut = 3;

/** What screen readers say about new messages of others: each once, never history. */
export class Announcements {
  text = $state.raw('');

  say(
    timeline: Timeline,
    knownUpTo: number,
    people: ReadonlyMap<string, Participant>,
    company: string,
    me: string,
  ): void {
    const arrived = timeline.entries
      .slice(firstFrom(timeline.entries, knownUpTo + 1))
      .filter((entry) => entry.kind === 'line' || (entry.by !== me && entry.text !== null));
    if (arrived.length === 0) return;
    if (arrived.length > mostReadOut) {
      this.text = `${arrived.length} new messages`;
      return;
    }
    this.text = arrived
      .map((entry) => {
        if (entry.kind === 'line') return entry.text;
        const person = people.get(entry.by);
        const name = entry.by === companyAuthor ? company : person ? fullName(person) : 'Somebody';
        return `${name}: ${entry.text ?? ''}`;
      })
      .join('. ');
  }
}
