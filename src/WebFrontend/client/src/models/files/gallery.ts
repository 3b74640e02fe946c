import { t } from '../../language/texts';
import { inForm } from '../app/time';
import { isMedia } from './attachmentBox';
import type { Attachment, ChatEvent } from '../protocol';
import type { Entry } from '../messages/entry';
import { tokenise } from '../messages/textTokens';

export type GalleryTab = 'media' | 'files' | 'links';

/** Something of a chat to be found again: a file, or a link in a message. */
export interface Collectible {
  key: string;
  seq: number;
  at: string;
  by: string;
  file: Attachment | null;
  link: { href: string; text: string } | null;
}

interface Said {
  seq: number;
  at: string;
  by: string;
  text: string | null;
  attachments: readonly Attachment[];
}

/** What a tab shows of a page of messages, the newest first. */
export function collect(tab: GalleryTab, events: readonly ChatEvent[]): Collectible[] {
  return events
    .flatMap(({ kind, deleted_at, seq, at, by, text, attachments }) =>
      kind === 'message' && !deleted_at
        ? collectedFrom(tab, { seq, at, by: by ?? '', text: text ?? null, attachments: attachments ?? [] })
        : [],
    )
    .reverse();
}

/**
 * What was fetched, as the chat stands now: with what has come since, without what was deleted. Of the part of the chat
 * that is held, only what is not below `from` counts: what lies between there and here may not be fetched yet.
 */
export function asItStands(
  tab: GalleryTab,
  fetched: readonly Collectible[],
  entries: readonly Entry[],
  from: number,
): Collectible[] {
  const messages = entries.filter((entry) => entry.kind === 'message');
  const deleted = new Set(messages.filter((message) => message.deleted !== null).map(({ seq }) => seq));
  const held = messages
    .filter(({ seq, deleted: gone }) => seq >= from && gone === null)
    .flatMap((message) => collectedFrom(tab, message))
    .reverse();
  const keys = new Set(held.map(({ key }) => key));
  return [...held, ...fetched.filter(({ key, seq }) => !keys.has(key) && !deleted.has(seq))].sort(
    (a, b) => b.seq - a.seq,
  );
}

/** Looked for once in each message: the list is put together again at each change of the chat. */
const linksOf = new WeakMap<Said, Collectible[]>();

function collectedFrom(tab: GalleryTab, message: Said): Collectible[] {
  const { seq, at, by, text, attachments } = message;
  const from = { seq, at, by };
  if (tab === 'links') {
    const known = linksOf.get(message);
    if (known !== undefined) return known;
    const links = tokenise(text ?? '').flatMap((token, index) =>
      token.kind === 'link' && !token.href.startsWith('mailto:')
        ? [{ ...from, key: `${seq}/${index}`, file: null, link: { href: token.href, text: token.shown ?? token.text } }]
        : [],
    );
    linksOf.set(message, links);
    return links;
  }
  return attachments
    .filter((file) => isMedia(file) === (tab === 'media'))
    .map((file) => ({ ...from, key: file.id, file, link: null }));
}

const thisYear = inForm({ month: 'long' });
const otherYear = inForm({ month: 'long', year: 'numeric' });

/** "This month", "April", "December 2025". */
export function monthWord(iso: string, now: Date): string {
  const moment = new Date(iso);
  if (moment.getFullYear() !== now.getFullYear()) return otherYear(moment);
  return moment.getMonth() === now.getMonth() ? t('files.thisMonth') : thisYear(moment);
}

/** By month, in the order they come. */
export function byMonth<T extends { at: string }>(items: readonly T[], now: Date): { month: string; items: T[] }[] {
  const months: { month: string; items: T[] }[] = [];
  for (const item of items) {
    const month = monthWord(item.at, now);
    const last = months[months.length - 1];
    if (last?.month === month) last.items.push(item);
    else months.push({ month, items: [item] });
  }
  return months;
}
