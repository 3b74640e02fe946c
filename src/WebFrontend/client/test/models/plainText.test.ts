import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mayHavePieces } from '../../src/models/plainText';
import { tokenise } from '../../src/models/textTokens';

test('no text in which a link is found is taken for a plain one', () => {
  const pieces = [
    'a',
    'Ä',
    ' ',
    '.',
    ':',
    '/',
    '@',
    'www.',
    'WWW.',
    'http',
    'https',
    'HTTPS',
    '://',
    'mailto:',
    'Mailto:',
    'b.example',
    'ſ',
  ];
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 8 }), (some) => {
      const text = some.join('');
      return mayHavePieces(text) || tokenise(text).every(({ kind }) => kind === 'text');
    }),
    { numRuns: 2000 },
  );
});

test('what most people write is plain, and asks for nothing more to be fetched', () => {
  expect(mayHavePieces('The pull-out. I order it tonight: 2/3 now, ok?')).toBe(false);
  expect(['Ask @Bo', 'see www.vola.example', 'https://vola.example', 'a@b.example'].map(mayHavePieces)).toEqual([
    true,
    true,
    true,
    true,
  ]);
});
