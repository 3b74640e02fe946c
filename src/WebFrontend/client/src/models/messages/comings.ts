import { inList, t } from '../../language/texts';
import type { ChatEvent } from '../protocol';
import { dayKey } from '../app/time';
import type { Coming, Entry, Line } from './entry';

const sentences = {
  joined: 'event.joined',
  left: 'event.left',
  rejoined: 'event.rejoined',
  removed: 'event.removed',
} as const;

/** More than so many in a row are one line, which opens. Two say who they are as they stand. */
export const mostApart = 2;

export function comingOf({ kind, seq, at, by, subject, text }: ChatEvent): Coming | null {
  if (!Object.hasOwn(sentences, kind)) return null;
  return { seq, at, id: subject ?? by ?? '', name: text?.trim() ?? '', kind: kind as Coming['kind'] };
}

export const wordsOf = ({ name, kind }: Coming): string => clause([named(name)], kind);

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
  const byKind = new Map<Coming['kind'], Map<string, string>>();
  for (const { id, seq, name, kind } of comings) {
    const names = byKind.get(kind) ?? new Map<string, string>();
    byKind.set(kind, names.set(id || String(seq), named(name)));
  }
  return [...byKind]
    .map(([kind, names]) => clause([...names.values()], kind))
    .reduce((first, next) => t('event.then', { first, next }));
}

function clause(all: readonly string[], kind: Coming['kind']): string {
  const count = all.length;
  const names = count > 3 ? [...all.slice(0, 2), t('event.others', { count: count - 2 })] : all;
  return t(sentences[kind], { count, names: inList(names) });
}

const named = (name: string): string => name || t('app.somebody');
