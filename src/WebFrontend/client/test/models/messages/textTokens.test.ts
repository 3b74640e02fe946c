import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import linkCases from '../../../../../../test/Texts/links.json?raw';
import { tokenise } from '../../../src/models/messages/textTokens';
import { casesOf } from '../texts';

const links = (text: string) =>
  tokenise(text).flatMap((token) => (token.kind === 'link' ? [[token.text, token.href]] : []));

describe('links in a message', () => {
  test('no text loses or gains a character, and every link is http, https or mailto', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.webUrl({ withFragments: true, withQueryParameters: true }),
      fc.emailAddress(),
      fc.constantFrom(
        'javascript:alert(1)',
        'data:text/html,x',
        'www.',
        'http://',
        'https://a@b',
        '\u202e',
        ')',
        '.',
        ' ',
        '\n',
      ),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const text = pieces.join('');
        const tokens = tokenise(text);
        expect(tokens.map((token) => token.text).join('')).toBe(text);
        for (const token of tokens) {
          expect(token.text).not.toBe('');
          if (token.kind === 'link') expect(new URL(token.href).protocol).toMatch(/^(?:https?|mailto):$/);
        }
      }),
    );
  });

  test.each([
    ['See https://example.com/a?b=c#d.', 'https://example.com/a?b=c#d', 'https://example.com/a?b=c#d'],
    ['(see https://example.com/plan)', 'https://example.com/plan', 'https://example.com/plan'],
    [
      'https://en.wikipedia.org/wiki/Tea_(meal)!',
      'https://en.wikipedia.org/wiki/Tea_(meal)',
      'https://en.wikipedia.org/wiki/Tea_(meal)',
    ],
    ['www.example.com/x, then', 'www.example.com/x', 'https://www.example.com/x'],
    ['Write to bob@example.com?', 'bob@example.com', 'mailto:bob@example.com'],
    ['mailto:bob@example.com', 'mailto:bob@example.com', 'mailto:bob@example.com'],
    ['HTTP://EXAMPLE.COM', 'HTTP://EXAMPLE.COM', 'http://example.com/'],
    ['http://localhost:5080/c/x', 'http://localhost:5080/c/x', 'http://localhost:5080/c/x'],
    ['“https://example.com”', 'https://example.com', 'https://example.com/'],
  ])('%s', (text, shown, href) => {
    expect(links(text)).toEqual([[shown, href]]);
  });

  test.each([
    'javascript:alert(1)',
    'data:text/html;base64,AAAA',
    'vbscript:x',
    'file:///etc/passwd',
    'https://bank.example@evil.example/',
    'xhttps://example.com',
    'http://',
    'www.',
    'www.only',
    'bob@localhost',
    'a@b',
    '3.14 and 1/2',
  ])('%s is no link', (text) => {
    expect(links(text)).toEqual([]);
  });

  test.each(casesOf<[string, [string, string][]][]>(linkCases))('%s, as the server sees it', (text, expected) => {
    expect(links(text)).toEqual(expected);
  });

  test('an address ends where the server says, whichever mark of another writing follows it', () => {
    for (const mark of '，！？：；（）「」『』【】《》、。〈〉〔〕｡｢｣､［］｛｝') {
      expect(links(`https://example.com/plan${mark}次`)).toEqual([
        ['https://example.com/plan', 'https://example.com/plan'],
      ]);
    }
  });

  test('two addresses in one message are two links', () => {
    expect(links('https://a.example and https://b.example').length).toBe(2);
  });

  test('a mark that turns the direction of writing ends an address', () => {
    expect(links('https://example.com/\u202egpj.exe')).toEqual([['https://example.com/', 'https://example.com/']]);
  });

  test('the longest message is split in no time, also when it tries to be awkward', () => {
    for (const awkward of [
      'a'.repeat(8000),
      'http://'.repeat(1140),
      'a@'.repeat(4000),
      `https://a/${'('.repeat(7900)}`,
    ]) {
      const start = performance.now();
      tokenise(awkward);
      expect(performance.now() - start).toBeLessThan(500);
    }
  });
});

describe('a host that looks like another', () => {
  const shown = (text: string) =>
    tokenise(text).flatMap((token) => (token.kind === 'link' ? [token.shown ?? token.text] : []));

  test.each([
    ['https://раураl.com/', 'https://xn--l-7sba6dbr.com/'],
    ['https://раураl.com/a?b#раураl.com', 'https://xn--l-7sba6dbr.com/a?b#раураl.com'],
    ['http://www.аррӏе.com', 'http://www.xn--80ak6aa92e.com'],
    ['www.gооgle.example', 'www.xn--ggle-55da.example'],
    ['https://ｇоogle.com', 'https://xn--gogle-jye.com'],
    ['https://example.com\u2044login.example', 'https://example.xn--comlogin-g03d.example'],
  ])('%s is shown as the name system has it', (text, expected) => {
    expect(shown(text)).toEqual([expected]);
  });

  test.each([
    'https://example.com/раураl',
    'https://bücher.example',
    'https://пример.рф/путь',
    'https://почта.example',
    'https://例え.テスト',
    'https://日本語とkana.example',
    'https://한국어.example',
    'https://παράδειγμα.δοκιμή',
    'https://مثال.example',
  ])('%s is shown as it was typed', (text) => {
    expect(shown(text)).toEqual([text]);
  });
});
