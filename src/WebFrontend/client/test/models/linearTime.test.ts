import { describe, expect, test } from 'vitest';
import { draftOf } from '../../src/models/messages/draft';
import { emojiOnly } from '../../src/models/messages/emoji';
import { extensionOf, typeWords } from '../../src/models/files/fileWords';
import { queryAt } from '../../src/models/messages/mentionSearch';
import { mentionable, mentionsIn, withMentions } from '../../src/models/messages/mentions';
import { companyInitials } from '../../src/models/people/people';
import { parseRoute } from '../../src/models/app/router';
import { textOf } from '../../src/models/app/sharing';
import { tokenise } from '../../src/models/messages/textTokens';
import { awkwardTexts, crowd, hostileCrowd } from './texts';

const [short, long] = [1_000, 16_000];

function time(work: () => unknown): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}

/**
 * Sixteen times the text may take forty times as long: what grows with the square takes 256 times. The best of some tries counts, and
 * what takes less than half a millisecond is too short to be compared, so that a busy machine fails nothing.
 */
function outOfLine(work: (text: string) => unknown): string[] {
  const longOnes = awkwardTexts(long);
  return [...awkwardTexts(short)].filter((brief) => {
    const text = longOnes.next().value as string;
    let [atBest, allowed] = [Infinity, 20];
    for (let tries = 0; tries < 12 && atBest > allowed; tries += 1) {
      atBest = Math.min(
        atBest,
        time(() => work(text)),
      );
      if (atBest > allowed) allowed = Math.max(20, 40 * time(() => work(brief)));
    }
    return atBest > allowed;
  });
}

describe('twice the text takes twice the time, whatever it is made of', () => {
  test.each([
    ['a thousand people', mentionable(crowd())],
    ['a thousand people whose names are made for it', mentionable(hostileCrowd())],
  ])('taking a message apart among %s', (_, names) => {
    expect(outOfLine((text) => withMentions(tokenise(text), mentionsIn(text, names)))).toEqual([]);
  });

  test.each<[string, (text: string) => unknown]>([
    ['what would be sent', draftOf],
    ['whether it is nothing but emoji', emojiOnly],
    ['the kind of a file', (name) => [extensionOf(name), typeWords({ type: 'application/octet-stream', name })]],
    ['who is asked for', (text) => queryAt(text, text.length)],
    ['the initials of a company', companyInitials],
    ['where an address leads', (pathname) => parseRoute({ pathname: `/${pathname}`, search: '' })],
    ['where many slashes lead', (text) => parseRoute({ pathname: '/'.repeat(text.length * 4) + 'x', search: '' })],
    ['what another app shares', (text) => textOf({ title: text, text: `${text}x`, url: text })],
  ])('%s', (_, work) => {
    expect(outOfLine(work)).toEqual([]);
  });

  test('one message becomes a hundred links and fifty mentions at most, and stays whole', () => {
    const text = 'a@b.example '.repeat(300) + '@Name7 '.repeat(300);
    const tokens = withMentions(tokenise(text), mentionsIn(text, mentionable(crowd())));
    expect(tokens.map((token) => token.text).join('')).toBe(text);
    expect(tokens.filter((token) => token.kind === 'link').length).toBe(100);
    expect(tokens.filter((token) => token.kind === 'mention').length).toBe(50);
  });
});
