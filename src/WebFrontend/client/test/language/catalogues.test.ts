import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { keysSource } from '../../scripts/keys.mjs';
import { catalogueOf, isIn, keysIn, tags } from '../../scripts/texts';
import type { Forms } from '../../src/language/texts';

const english = catalogueOf('en-GB');
/** The pages' own, and the words for waits and sizes, which they share with the server. */
const parts = ['first', 'more', 'worker'] as const;
const pagesKeys = Object.keys(english).filter((key) => parts.some((part) => isIn(part, key)));

const sources = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .filter((path) => /\.(?:ts|svelte)$/.test(path) && !/^language\/(?:keys|virtual\.d)\.ts$/.test(path))
  .map((path) => ({ path, text: readFileSync(`src/${path}`, 'utf8') }));

const formsOf: Record<string, (keyof Forms)[]> = {
  ar: ['zero', 'one', 'two', 'few', 'many', 'other'],
  ja: ['other'],
  pl: ['one', 'few', 'many', 'other'],
};

const placeholders = (text: string) => [...new Set(text.match(/\{\w+\}/g) ?? [])].sort();
/** Of a text that counts, each form must have what is put in; the number itself may be a word of it. */
const wanted = (text: string | Forms) =>
  typeof text === 'string' ? placeholders(text) : placeholders(text.other).filter((name) => name !== '{count}');

/** The same word in two languages, or no word at all. */
const alike = /^(?:\W|\{\w+\}|\d)*$|^.{0,16}$/;

describe.each(tags)('the texts in %s', (tag) => {
  const texts = catalogueOf(tag);

  test('are those in English, no more and no fewer', () => {
    expect(Object.keys(texts).sort()).toEqual(Object.keys(english).sort());
  });

  test('put the same into each, in every form that the language has', () => {
    const forms = [...(formsOf[tag] ?? ['one', 'other'])].sort();
    const wrong = pagesKeys.filter((key) => {
      const [text, source] = [texts[key] ?? '', english[key] ?? ''];
      if (typeof text !== typeof source) return true;
      if (typeof text !== 'string' && Object.keys(text).sort().join() !== forms.join()) return true;
      return (typeof text === 'string' ? [text] : Object.values(text)).some((form) => {
        const put = placeholders(form).filter((name) => typeof text === 'string' || name !== '{count}');
        return form.trim() === '' || put.join() !== wanted(source).join();
      });
    });
    expect(wrong).toEqual([]);
  });

  test('are none of them English', () => {
    const left = pagesKeys.filter((key) => typeof texts[key] === 'string' && texts[key] === english[key]);
    expect(tag === 'en-GB' ? [] : left.filter((key) => !alike.test(texts[key] as string))).toEqual([]);
  });
});

/** A wait that is not told needs no countdown. */
const serversAlone = 'refusal.wait.little';

test('each text is said somewhere, and each that is said is there', () => {
  const said = new Set(sources.flatMap(({ text }) => keysIn(text)));
  expect(pagesKeys.filter((key) => !said.has(key) && key !== serversAlone)).toEqual([]);
});

test('the compiler knows what each has to be given', () => {
  expect(readFileSync('src/language/keys.ts', 'utf8')).toBe(keysSource());
});

test('a part of the app comes with its texts', () => {
  const withoutTexts =
    /^(?:start|language\/loading|main)\.ts$|^net\/|^state\/(?:files\/inspecting|chat\/chatSession|joining\/joinFlow)/;
  const bare = sources
    .filter(({ path }) => !withoutTexts.test(path))
    .flatMap(({ path, text }) =>
      text
        .split('\n')
        .filter((line) => /import\('/.test(line) && !/part\(|load=\{|const load\w+ =|new Part\(/.test(line))
        .map((line) => `${path}: ${line.trim()}`),
    );
  expect(bare).toEqual([]);
});
