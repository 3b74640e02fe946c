import { inLanguage, t } from '../../language/texts';
import type { Participant } from '../protocol';

/** By this `by`, the company itself speaks through the API. */
export const companyAuthor = 'company';

/** Eight colours (`--avatar-0` … `--avatar-7`), each with at least 4.5:1 against white initials. */
export const avatarColours = ['#7a49b8', '#0f766e', '#b4452d', '#2f5597', '#a33a78', '#3f6b1f', '#8a5a00', '#4f46c8'];

/** The colours in the order in which people get them: people who come after one another are easily told apart. */
export const coloursInTurn = [1, 4, 6, 7, 5, 3, 2, 0];

/** The colours of all people of one chat, by their ids: `people` stand in the order in which they joined it. */
export function coloursOf(people: Iterable<Participant>): ReadonlyMap<string, number> {
  const ids = [...people].map(({ id }) => id);
  return new Map(ids.map((id, place) => [id, coloursInTurn[place % coloursInTurn.length] ?? 0]));
}

/** Where there is no chat to ask (FNV-1a over the id): the same colour for one company everywhere, without anything stored. */
export function avatarColour(id: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < id.length; i++) {
    hash ^= id.charCodeAt(i);
    hash = Math.imul(hash, 0x01000193);
  }
  return (hash >>> 0) % avatarColours.length;
}

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

export function firstGrapheme(text: string): string {
  for (const { segment } of graphemes.segment(text.trim())) return segment;
  return '';
}

/** One or two characters that stand for a name: of its first and last word. */
export function initials(fullName: string): string {
  const words = fullName.trim().split(/\s+/).filter(Boolean);
  const first = firstGrapheme(words[0] ?? '');
  const last = words.length > 1 ? firstGrapheme(words[words.length - 1] ?? '') : '';
  return (first + last).toLocaleUpperCase('en-GB') || '?';
}

/** The same for a company, whose name may be two words in one: "ConnectNow" is "CN". */
export function companyInitials(name: string): string {
  return initials(name.replace(/(\p{Ll})(?=\p{Lu})/gu, '$1 '));
}

export function fullName(person: { name: string; surname: string }): string {
  return `${person.name} ${person.surname}`.trim();
}

/** The name, with the address where another person here has the same or one that looks so. */
export function shownName(person: Participant): string {
  return person.same_name === true ? `${fullName(person)} (${person.email})` : fullName(person);
}

/** Made once: a call that names the language makes it again, for each two of a thousand people. */
const inOrder = inLanguage((tag) => new Intl.Collator(tag, { sensitivity: 'base' }));

function byName(a: Participant, b: Participant): number {
  return inOrder().compare(fullName(a), fullName(b)) || inOrder().compare(a.id, b.id);
}

export interface Roster {
  active: Participant[];
  previous: Participant[];
}

/** Those in the chat: oneself first, then by name; and those who were in it. */
export function roster(people: Iterable<Participant>, me: string): Roster {
  const all = [...people].sort(byName);
  const active = all.filter((person) => person.standing === 'active');
  const mine = active.filter((person) => person.id === me);
  return {
    active: [...mine, ...active.filter((person) => person.id !== me)],
    previous: all.filter((person) => person.standing !== 'active'),
  };
}

/** The line under the chat's name: "3 people, all here", "3 people, 2 here", "3 people, only you are here", "only you are here". */
export function headcount(active: number, here: number): string {
  if (active === 1 && here > 0) return t('chat.onlyYou');
  const people = t('chat.people', { count: active });
  if (here === 0) return people;
  if (here === 1) return t('chat.hereOnlyYou', { people });
  return here >= active ? t('chat.hereAll', { people }) : t('chat.here', { people, count: here });
}

/** Who, of the others, has seen everything up to `seq`. */
export function readersOf(seq: number, people: Iterable<Participant>, author: string): Participant[] {
  return [...people].filter((person) => person.id !== author && person.read_up_to >= seq).sort(byName);
}
