import { describe, expect, test } from 'vitest';
import { pastesFiles, sends, type KeyPress } from '../../../src/models/messages/composerKeys';
import { counterFrom, draftOf, longestMessage } from '../../../src/models/messages/draft';
import { emojiOnly } from '../../../src/models/messages/emoji';

const press = (fields: Partial<KeyPress> = {}): KeyPress => ({
  key: 'Enter',
  keyCode: 13,
  shiftKey: false,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  isComposing: false,
  ...fields,
});

describe('a draft', () => {
  test('of nothing but white space is not sent', () => {
    expect(draftOf(' \n\t ').canSend).toBe(false);
    expect(draftOf('').problem).toBeNull();
  });

  test('goes without blank lines around it, and keeps its indentation', () => {
    expect(draftOf('\n  \n  code\n    more\n\n').text).toBe('  code\n    more');
  });

  test('may be as long as the limit and not a character longer', () => {
    expect(draftOf('x'.repeat(longestMessage)).canSend).toBe(true);
    const tooLong = draftOf('x'.repeat(longestMessage + 1234));
    expect(tooLong.canSend).toBe(false);
    expect(tooLong.problem).toContain('1,234 too many');
    expect(tooLong.left).toBe(-1234);
  });

  test('shows what is left only near the limit', () => {
    expect(draftOf('x'.repeat(counterFrom - 1)).left).toBeNull();
    expect(draftOf('x'.repeat(counterFrom)).left).toBe(500);
  });
});

describe('Enter', () => {
  test('sends', () => {
    expect(sends(press(), false)).toBe(true);
  });

  test('makes a new line with Shift, with Alt, and on touch keyboards', () => {
    expect(sends(press({ shiftKey: true }), false)).toBe(false);
    expect(sends(press({ altKey: true }), false)).toBe(false);
    expect(sends(press(), true)).toBe(false);
  });

  test('always sends with Ctrl or Cmd', () => {
    expect(sends(press({ ctrlKey: true }), true)).toBe(true);
    expect(sends(press({ metaKey: true }), true)).toBe(true);
  });

  test('that ends a composition does not send', () => {
    expect(sends(press({ isComposing: true }), false)).toBe(false);
    expect(sends(press({ keyCode: 229 }), false)).toBe(false);
    expect(sends(press({ keyCode: 229, ctrlKey: true }), false)).toBe(false);
  });

  test('is the only key that sends', () => {
    expect(sends(press({ key: 'a' }), false)).toBe(false);
  });
});

describe('emoji alone', () => {
  test.each([
    ['🎉', 1],
    ['👍🏽 👩‍👩‍👧‍👦', 2],
    ['🇳🇱', 1],
    ['❤️', 1],
    ['🎉🎉🎉🎉🎉🎉', 6],
    ['🎉🎉🎉🎉🎉🎉🎉', 0],
    ['hi 🎉', 0],
    ['1', 0],
    ['#', 0],
    ['©', 0],
    ['', 0],
    ['   ', 0],
  ])('in "%s": %i', (text, count) => {
    expect(emojiOnly(text)).toBe(count);
  });
});

test('what is pasted is files, unless it is text of which an office program made a picture too', () => {
  expect(pastesFiles(['Files'], 1)).toBe(true);
  expect(pastesFiles(['text/html', 'Files'], 1)).toBe(true);
  expect(pastesFiles(['text/plain', 'Files'], 1)).toBe(true);
  expect(pastesFiles(['text/plain', 'text/html', 'text/rtf', 'Files'], 1)).toBe(false);
  expect(pastesFiles(['text/plain'], 0)).toBe(false);
});
