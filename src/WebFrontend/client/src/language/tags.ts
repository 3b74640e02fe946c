import { source } from './texts';

const first = (tag: string) => tag.toLowerCase().split('-')[0];

/** The language of a tag (RFC 4647, lookup): `de-AT` is read in German, `pt` in Brazilian Portuguese. Null: not one of these. */
export const find = (tags: readonly string[], tag: string | null): string | null =>
  (tag !== null && tags.find((one) => first(one) === first(tag))) || null;

/** The best of these for a reader who wants those, the most wanted first. */
export const best = (tags: readonly string[], wanted: readonly (string | null)[]): string =>
  wanted.map((tag) => find(tags, tag)).find((tag) => tag !== null) ?? source;
