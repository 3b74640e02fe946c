import { describe, expect, test } from 'vitest';
import codeCases from '../../../../../test/Texts/codes.json?raw';
import visibleCases from '../../../../../test/Texts/visible.json?raw';
import { digitsOf } from '../../src/models/joining/code';
import { sends } from '../../src/models/messages/composerKeys';
import { draftOf } from '../../src/models/messages/draft';
import { shownName } from '../../src/models/files/fileName';
import { waitOf } from '../../src/models/joining/joining';
import { isOfInputMethod, leads, listKey } from '../../src/models/app/keys';
import { ServerClock } from '../../src/models/app/serverClock';
import { countdown, messageTime } from '../../src/models/app/time';
import { isVisible } from '../../src/models/messages/visibleText';
import { casesOf } from './texts';

test.each(casesOf<[string, boolean][]>(visibleCases))(
  'whether there is something to send: %j, %s',
  (text, something) => {
    expect(isVisible(text)).toBe(something);
    expect(draftOf(text).canSend).toBe(something);
    expect(draftOf(text).text === '').toBe(!something);
  },
);

test.each(casesOf<[string, string][]>(codeCases))('a digit of any script is its value: %j is %s', (typed, digits) => {
  expect(digitsOf(typed)).toBe(digits);
});

test('every decimal digit there is has the value that its own ten give it', () => {
  const all = Array.from({ length: 0x20000 }, (_, n) => String.fromCodePoint(n)).filter((one) => /^\p{Nd}$/u.test(one));
  expect(all.length % 10).toBe(0);
  expect(all.map(digitsOf).join('')).toBe('0123456789'.repeat(all.length / 10));
});

describe('keys of an input method', () => {
  const keys = ['Enter', 'Tab', 'ArrowUp', 'ArrowDown', 'Escape'];
  const mods = { shiftKey: false, ctrlKey: false, metaKey: false, altKey: false };

  // Safari ends composing before the key that ends it: `isComposing` is false then, and only 229 tells.
  test.each(keys.flatMap((key) => [[key, 229, false] as const, [key, 13, true] as const, [key, 229, true] as const]))(
    '%s with code %i, composing %s, is no key of ours',
    (key, keyCode, isComposing) => {
      const press = { key, keyCode, isComposing };
      expect(isOfInputMethod(press)).toBe(true);
      expect(listKey(press)).toBeNull();
      expect(leads(press)).toBe(false);
      expect(sends({ ...press, ...mods }, false)).toBe(false);
    },
  );

  test('the same keys by themselves move through a list, choose and close', () => {
    const moves = keys.map((key) => listKey({ key, keyCode: 13, isComposing: false }));
    expect(moves).toEqual(['choose', 'choose', 'previous', 'next', 'close']);
    expect(leads({ key: 'Escape', keyCode: 27, isComposing: false })).toBe(true);
    expect(listKey({ key: 'a', keyCode: 65, isComposing: false })).toBeNull();
  });
});

describe('times, whatever the clock of the device says', () => {
  const noon = Date.parse('2026-05-04T12:00:00Z');

  test.each([-86_400_000, 0, 86_400_000])('a device that is %i ms off waits 30 s for a new code', (off) => {
    const progress = { step: 'code' as const, resend_at: '2026-05-04T12:00:30Z', resend_in: 30 };
    const wait = waitOf({ ok: true, value: progress });
    expect(wait).toBe(30);
    expect(countdown(1_000 + (wait ?? 0) * 1000, 1_000)).toBe('30 s');
    // And "just now" is what the server has just said.
    let running = 5_000;
    const clock = new ServerClock(
      () => noon + off,
      () => running,
    );
    clock.learn('2026-05-04T12:00:00.000Z');
    expect(messageTime('2026-05-04T12:00:00.000Z', clock.now())).toBe('Just now');
    running += 61_000;
    if (off !== 0) expect(messageTime('2026-05-04T12:00:00.000Z', clock.now())).not.toBe('Just now');
  });

  test('too many codes name their own wait, and other refusals leave it as it was', () => {
    const refusal = { reason: 'too_many_codes', detail: '', status: 429, retry_after: 900 };
    expect(waitOf({ ok: false, refusal })).toBe(900);
    expect(waitOf({ ok: false, refusal: { ...refusal, reason: 'wrong_code' } })).toBeUndefined();
    expect(waitOf({ ok: true, value: { step: 'who' } })).toBeNull();
  });

  test('a clock that the server agrees with is left alone, and nonsense teaches nothing', () => {
    let device = noon;
    const clock = new ServerClock(
      () => device,
      () => 0,
    );
    for (const said of ['2026-05-04T12:00:01Z', null, undefined, '', 'soon']) clock.learn(said);
    device += 5_000;
    expect(clock.now().getTime()).toBe(noon + 5_000);
  });
});

test.each([
  ['می\u200cخواهم.pdf', 'می\u200cخواهم.pdf'],
  ['👨\u200d👩\u200d👧 holiday.jpg', '👨\u200d👩\u200d👧 holiday.jpg'],
  ['क्\u200dष', 'क्\u200dष'],
  ['\u200cname\u200d', 'name'],
  ['\u202egpj.exe', 'gpj.exe'],
  ['a\u2066b\u2069\u200e\u200f\u061cc', 'abc'],
  ['zero\u200bwidth\ufeff', 'zerowidth'],
  ['', 'file'],
  ['...', 'file'],
])('the name of a file keeps what makes its words and loses what turns them: %j', (name, shown) => {
  expect(shownName(name)).toBe(shown);
});
