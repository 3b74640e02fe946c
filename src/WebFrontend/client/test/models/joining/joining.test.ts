import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { backoffDelay, longestDelay } from '../../../src/models/app/backoff';
import { chatAfter } from '../../../src/models/messages/chatChanges';
import { codeProblem, digitsOf } from '../../../src/models/joining/code';
import { goneWords } from '../../../src/models/joining/gone';
import {
  fieldOf,
  isDeadEnd,
  nothingTyped,
  proceed,
  refuse,
  sentencesFor,
  type Joining,
} from '../../../src/models/joining/joining';
import { lineOf, sentenceOf } from '../../../src/models/messages/lines';
import type { Chat, Refusal } from '../../../src/models/protocol';
import { goneBy } from '../../../src/net/joining/joinCalls';
import { qrPath } from '../../../src/models/joining/qrPath';
import { countedDown, holdsForm, secondsToWait, waitWords } from '../../../src/models/joining/waiting';

const who = ['name', 'surname', 'email'];
const at = (step: Joining['progress']['step'], typed: Partial<Joining['typed']> = {}): Joining => ({
  progress: { step },
  refusal: null,
  typed: { ...nothingTyped, ...typed },
});
const refusal = (fields: Partial<Refusal> = {}): Refusal => ({ reason: 'x', detail: 'No.', status: 422, ...fields });

describe('joining', () => {
  test('keeps what was typed through a refusal and shows its sentence', () => {
    const refused = refuse(at('password', { password: 'typed' }), refusal({ reason: 'wrong_password' }));
    expect(refused.typed.password).toBe('typed');
    expect(refused.progress.step).toBe('password');
    expect(sentencesFor(refused.refusal, 'password', ['password'])).toEqual(['No.']);
  });

  test('begins again when the session is over, with everything still typed', () => {
    const refused = refuse(at('code', { email: 'a@b.c' }), refusal({ reason: 'session_expired', status: 410 }));
    expect(refused.progress).toEqual({ step: 'password' });
    expect(refused.typed.email).toBe('a@b.c');
  });

  test('going on clears the refusal, fills in who the server knows, and forgets an old code', () => {
    const before = { ...at('who', { name: 'Al', code: '123456' }), refusal: refusal() };
    const person = { name: 'Alice', surname: 'Adams', email: 'a@b.c' };
    const after = proceed(before, { step: 'code', person });
    expect(after.refusal).toBeNull();
    expect(after.typed).toMatchObject({ name: 'Al', surname: 'Adams', email: 'a@b.c', code: '' });
  });

  test('puts each sentence above its field, and one that names none above the first', () => {
    const named = refusal({ errors: { email: ['Not an address.'], name: ['Empty.'] } });
    expect(sentencesFor(named, 'email', who)).toEqual(['Not an address.']);
    expect(sentencesFor(named, 'surname', who)).toEqual([]);
    expect(sentencesFor(refusal(), 'name', who)).toEqual(['No.']);
    expect(sentencesFor(refusal(), 'email', who)).toEqual([]);
    expect(sentencesFor(refusal({ field: 'email' }), 'email', who)).toEqual(['No.']);
    expect(sentencesFor(refusal({ field: 'unheard' }), 'name', who)).toEqual(['No.']);
    expect(sentencesFor(refusal({ errors: { unheard: ['Eh?'] } }), 'name', who)).toEqual(['No.']);
    expect(sentencesFor(null, 'name', who)).toEqual([]);
    expect(fieldOf(named, who)).toBe('email');
  });

  test('says no refusal twice: of all fields, exactly one bears a sentence that names none', () => {
    fc.assert(
      fc.property(fc.option(fc.constantFrom(...who, 'other')), (field) => {
        const one = refusal(field === null ? {} : { field });
        expect(who.filter((name) => sentencesFor(one, name, who).length > 0)).toHaveLength(1);
      }),
    );
  });

  test('a full, closed or deleted chat is a page of its own', () => {
    expect(isDeadEnd(refusal({ reason: 'chat_full' }))).toBe(true);
    expect(isDeadEnd(refusal({ reason: 'chat_closed' }))).toBe(true);
    expect(isDeadEnd(refusal({ reason: 'chat_deleted' }))).toBe(true);
    expect(isDeadEnd(refusal({ reason: 'wrong_code' }))).toBe(false);
  });
});

describe('a code', () => {
  test('that will not do leaves its field empty for the next one', () => {
    for (const reason of ['wrong_code', 'code_expired']) {
      expect(refuse(at('code', { code: '417417' }), refusal({ reason })).typed.code).toBe('');
    }
  });

  test('that never reached the server stays, to be sent again', () => {
    expect(refuse(at('code', { code: '417417' }), refusal({ reason: 'network', status: 0 })).typed.code).toBe('417417');
  });

  test.each(['', '4', '417', '41741'])('of fewer than six digits (%j) is not worth a try', (digits) => {
    expect(codeProblem(digits)).toMatchObject({ field: 'code', detail: 'The code has 6 digits.' });
  });

  test('of six digits is sent', () => {
    expect(codeProblem('417417')).toBeNull();
  });
});

describe('a wait', () => {
  const tooMany = refusal({ status: 429, reason: 'too_many_tries', retry_after: 24 });
  const sentence = 'There were too many tries. Wait 24 seconds, then try again.';

  test('is counted when the server names one that a person would sit out', () => {
    expect(secondsToWait(tooMany)).toBe(24);
    expect(secondsToWait(refusal({ status: 429, retry_after: 1 }))).toBeNull();
    expect(secondsToWait(refusal({ status: 429, retry_after: 80_000 }))).toBeNull();
    expect(secondsToWait(refusal({ status: 503, retry_after: 24 }))).toBeNull();
    expect(secondsToWait(refusal())).toBeNull();
  });

  test('holds the form when no other entry would be taken, and not when another address would be', () => {
    expect(holdsForm(tooMany)).toBe(true);
    expect(holdsForm(refusal({ status: 429, reason: 'too_many_codes', retry_after: 24 }))).toBe(false);
    expect(holdsForm(null)).toBe(false);
  });

  test('goes down in the sentence, and ends in a word on what to do', () => {
    expect(countedDown(sentence, 23)).toBe('There were too many tries. Wait 23 s, then try again.');
    expect(countedDown(sentence, null)).toBe('There were too many tries. You can try again now.');
    expect(countedDown('It took 2 minutes too long, so wait 2 minutes.', 61)).toContain('1:01 min');
    expect(countedDown('Not now.', 5)).toBe('Not now.');
  });

  test.each([
    [1, '1 s'],
    [59, '59 s'],
    [60, '1:00 min'],
    [125, '2:05 min'],
  ])('of %d seconds is written %s', (seconds, words) => {
    expect(waitWords(seconds)).toBe(words);
  });
});

test.each([
  ['123 456', '123456'],
  ['123-456', '123456'],
  ['Your code: 123456.', '123456'],
  ['１２３４５６', '123456'],
  ['1234567', '123456'],
  ['½٣', '3'],
  ['abc', ''],
])('the digits of "%s" are %s', (typed, digits) => {
  expect(digitsOf(typed)).toBe(digits);
});

test('waits grow, stay within their bounds, and are spread', () => {
  fc.assert(
    fc.property(
      fc.nat({ max: 60 }),
      fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      (attempt, random) => {
        const delay = backoffDelay(attempt, () => random);
        expect(delay).toBeGreaterThanOrEqual(100);
        expect(delay).toBeLessThanOrEqual(Math.min(longestDelay, 200 * 2 ** attempt));
      },
    ),
  );
  expect(backoffDelay(20, () => 0.999)).toBeGreaterThan(longestDelay - 100);
});

test.each([
  ['joined', 'Marta Costa joined'],
  ['left', 'Marta Costa left'],
  ['rejoined', 'Marta Costa rejoined'],
  ['removed', 'Marta Costa was removed'],
  ['proven', 'Marta Costa proved their address'],
  ['renamed', 'Marta Costa has a new name'],
  ['chat_renamed', 'The chat is now called “Marta Costa”'],
  ['closed', 'The chat was closed'],
  ['reopened', 'The chat was opened again'],
  ['message', null],
  ['waltz', null],
])('the line of %s', (kind, sentence) => {
  const line = lineOf({ seq: 1, kind, at: '', by: null, text: 'Marta Costa' });
  expect(line && sentenceOf(line)).toBe(sentence);
});

test('entries rename, close and open a chat, in order and only once', () => {
  const chat: Chat = {
    id: 'c',
    name: 'Old',
    company: { id: 'x', name: 'X' },
    created_at: '',
    closed: false,
    people_limit: null,
  };
  const event = (seq: number, kind: string, text: string | null = null) => ({ seq, kind, at: '', by: null, text });
  const events = [
    event(1, 'chat_renamed', 'Stale'),
    event(2, 'chat_renamed', 'New'),
    event(3, 'closed'),
    event(4, 'reopened'),
  ];
  expect(chatAfter(chat, events, 1, 3)).toMatchObject({ name: 'New', closed: true });
  expect(chatAfter(chat, events, 1, 4)).toMatchObject({ name: 'New', closed: false });
  expect(chatAfter(chat, events, 4, 4)).toBe(chat);
});

describe('whoever is in a chat no more', () => {
  test('is told why, each reason in its own words', () => {
    const reasons = ['left', 'removed', 'proven', 'erased', 'unknown'] as const;
    expect(new Set(reasons.map((reason) => goneWords(reason).title)).size).toBe(5);
    expect(goneWords('left').title).toBe('You have left this chat');
  });

  test('is told who deleted the chat, and is offered no way back that leads nowhere', () => {
    expect(goneWords('erased', 'Northwind Interiors')).toEqual({
      title: 'This chat was deleted',
      lead: 'Northwind Interiors deleted this chat. What was kept on this device is gone too.',
      canComeBack: false,
    });
    expect(goneWords('removed', 'Northwind Interiors').lead).toMatch(/^Northwind Interiors removed you/);
    expect(goneWords('removed').canComeBack).toBe(false);
    expect(goneWords('left').canComeBack).toBe(true);
  });

  test('and met a reason of a later version still gets a sentence', () => {
    expect(goneWords('waltz' as 'unknown')).toEqual(goneWords('unknown'));
  });
});

test('what the server answers says why a device is out, and nothing else does', () => {
  expect(goneBy({ ok: true, value: { step: 'joined' } })).toBeNull();
  expect(goneBy({ ok: true, value: { step: 'password' } })).toBe('unknown');
  expect(goneBy({ ok: false, refusal: refusal({ reason: 'chat_deleted', status: 410 }) })).toBe('erased');
  expect(goneBy({ ok: false, refusal: refusal({ reason: 'network', status: 0 }) })).toBeNull();
});

test('a QR code is drawn as runs of dark squares', () => {
  expect(
    qrPath([
      [true, true, false],
      [false, false, true],
    ]),
  ).toBe('M0 0h2v1h-2zM2 1h1v1h-1z');
});
