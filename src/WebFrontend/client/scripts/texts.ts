import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';
import type { Forms, Texts } from '../src/language/texts';

type Catalogue = Record<string, string | Forms>;

const directory = join(import.meta.dirname, '../../../Languages/');

/** All languages, by the files of `src/Languages`. */
export const tags = readdirSync(directory)
  .filter((name) => name.endsWith('.json'))
  .map((name) => name.slice(0, -'.json'.length));

export const catalogueOf = (tag: string): Catalogue =>
  JSON.parse(readFileSync(`${directory}${tag}.json`, 'utf8')) as Catalogue;

/** Which texts are said by whom: only the pages' own are sent to browsers, and first those of the way into a chat and of the chat itself. */
const parts = {
  first: /^(?:app|chat|event|join|time|refusal\.wait)\./,
  more: /^(?:attach|code|end|files|gone|home|install|leave|link|notify|people|record|refusal\.size|share|side|signIn|terms|unknown)\./,
  worker: /^notice\./,
};
export type PartOfTexts = keyof typeof parts;

export const isIn = (part: PartOfTexts, key: string): boolean => parts[part].test(key);

const english = catalogueOf('en-GB');

/** Keys are for people who write and translate. Browsers are sent numbers in their place: those of the first texts count from 0. */
const keys = (['first', 'more', 'worker'] as const).flatMap((part) =>
  Object.keys(english).filter((key) => isIn(part, key)),
);
const numbers = new Map(keys.map((key, number) => [key, number]));

/** What stands in the place of a key in what is built. */
export const numberOf = (key: string): number | undefined => numbers.get(key);

/** Texts by the numbers of their keys. */
export function numbered(catalogue: Catalogue): Texts {
  const texts: Texts = {};
  for (const [key, text] of Object.entries(catalogue)) {
    const number = numbers.get(key);
    if (number !== undefined) texts[number] = text;
  }
  return texts;
}

const textsOf = (tag: string, part: PartOfTexts): Texts =>
  numbered(Object.fromEntries(Object.entries(catalogueOf(tag)).filter(([key]) => isIn(part, key))));

/** An array where they count from 0, without a gap: it needs not say the numbers. */
const written = (texts: Texts): string =>
  JSON.stringify(Object.keys(texts).every((number, place) => Number(number) === place) ? Object.values(texts) : texts);

const string = /(=?)(["'`])([a-zA-Z]+(?:\.\w+)+)\2/g;

const prefix = '\0virtual:texts';

/**
 * The texts of `src/Languages` as modules. `virtual:texts` has for each language a function that fetches what is needed first, and with
 * it one for the rest; `virtual:texts/worker` has the few of the service worker, in all languages. A build fails when what everybody
 * loads first says something that is fetched later.
 */
export function texts(first: string): Plugin {
  return {
    name: 'texts',
    enforce: 'pre',
    resolveId: (id) => (id.startsWith('virtual:texts') ? `\0${id}` : null),
    load(id) {
      if (!id.startsWith(prefix)) return null;
      for (const tag of tags) this.addWatchFile(`${directory}${tag}.json`);
      if (id === prefix)
        return `export default {${tags.map((tag) => `'${tag}': () => import('virtual:texts/${tag}/first')`).join(', ')}};`;
      if (id === `${prefix}/worker`)
        return `export default ${JSON.stringify(Object.fromEntries(tags.map((tag) => [tag, textsOf(tag, 'worker')])))};`;
      const [, tag = '', part] = id.slice(prefix.length).split('/');
      const more = part === 'first' ? `export const more = () => import('virtual:texts/${tag}/more');` : '';
      return `export default ${written(textsOf(tag, part as PartOfTexts))};\n${more}`;
    },
    transform: {
      filter: { id: /\/client\/src\/[^?]*\.(?:ts|svelte)$/ },
      handler: (code) =>
        code.replace(string, (literal, is: string, _quote, key: string) => {
          const number = numbers.get(key);
          if (number === undefined) return literal;
          return is === '' ? String(number) : `={${number}}`;
        }),
    },
    generateBundle(_, bundle) {
      for (const chunk of Object.values(bundle)) {
        if (chunk.type !== 'chunk' || chunk.name !== first) continue;
        for (const id of chunk.moduleIds.filter((one) => one.includes('/client/src/') && !one.includes('?'))) {
          const late = keysIn(readFileSync(id, 'utf8')).find((key) => isIn('more', key));
          if (late !== undefined) this.error(`${id} is loaded first and says ${late}, which is fetched later.`);
        }
      }
    },
    transformIndexHtml: {
      order: 'post',
      // The first script only chooses the language: what draws the page need not wait until it has run.
      handler: (_, { bundle }) =>
        Object.values(bundle ?? {}).flatMap((chunk) => {
          if (chunk.type !== 'chunk' || chunk.name !== first) return [];
          const styles = [...(chunk.viteMetadata?.importedCss ?? [])];
          return [
            ...[chunk.fileName, ...chunk.imports].map((file) => link('modulepreload', file)),
            ...styles.map((file) => link('stylesheet', file)),
          ];
        }),
    },
  };
}

const link = (rel: string, file: string) => ({
  tag: 'link',
  attrs: { rel, crossorigin: true, href: `/${file}` },
  injectTo: 'head' as const,
});

/** Every string in a source that is the key of a text. */
export const keysIn = (source: string): string[] =>
  [...source.matchAll(string)].map((match) => match[3] ?? '').filter((key) => key in english);
