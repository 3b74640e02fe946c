import type { ChatEvent } from '../protocol';
import { dayKey } from '../app/time';
import type { Coming, Entry, Line } from './entry';

const verbs: Partial<Record<string, string>> = {
  joined: 'joined',
  left: 'left',
  rejoined: 'rejoined',
  removed: 'was removed',
};

/** More than so many in a row are one line, which opens. Two say who they are as they stand. */
export const mostApart = 2;

export function comingOf({ kind, seq, at, by, subject, text }: ChatEvent): Coming | null {
  const verb = verbs[kind];
  return verb ? { seq, at, id: subject ?? by ?? '', name: text?.trim() || 'Somebody', verb } : null;
}

export const wordsOf = ({ name, verb }: Coming): string => `${name} ${verb}`;

/** Adds an entry at the end of others. Comings and goings of one day that follow each other are one entry, known by its last number. */
export function append(entries: Entry[], entry: Entry): void {
  const last = entries[entries.length - 1];
  const joined = last && together(last, entry);
  if (joined) entries[entries.length - 1] = joined;
  else entries.push(entry);
}

function together(a: Entry, b: Entry): Line | null {
  if (a.kind !== 'line' || b.kind !== 'line' || !a.comings || !b.comings || dayKey(a.at) !== dayKey(b.at)) return null;
  return { ...b, at: a.at, comings: [...a.comings, ...b.comings] };
}

/** The number of the first thing that an entry tells of. */
export const firstSeq = (entry: Entry): number => (entry.kind === 'line' ? entry.comings?.[0]?.seq : null) ?? entry.seq;

/** "Ana Ash, Bo Ash and 197 others joined, Cy Lee left": each person once for each thing they did, in the order of who did it first. */
export function inOneLine(comings: readonly Coming[]): string {
  const byVerb = new Map<string, Map<string, string>>();
  for (const { id, seq, name, verb } of comings) {
    const names = byVerb.get(verb) ?? new Map<string, string>();
    byVerb.set(verb, names.set(id || String(seq), name));
  }
  return [...byVerb].map(([verb, names]) => clause([...names.values()], verb)).join(', ');
}

function clause(names: readonly string[], verb: string): string {
  const said = verb.replace('was', names.length > 1 ? 'were' : 'was');
  const named = names.length > 3 ? names.slice(0, 2) : names.slice(0, -1);
  const rest = names.length > 3 ? `${names.length - 2} others` : names[names.length - 1];
  return `${named.join(', ')}${named.length > 0 ? ' and ' : ''}${rest} ${said}`;
}
