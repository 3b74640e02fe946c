import { describe, expect, test } from 'vitest';
import { isMailUnderWay, mailPause, mailWords } from '../../../src/models/joining/mailFate';
import type { JoinProgress, MailFate } from '../../../src/models/protocol';

const at = (mail: MailFate | null): JoinProgress => ({
  step: 'code',
  chat: { id: 'c', name: 'Kitchen', company: 'Northwind' },
  sent_to: 'a…@example.com',
  mail,
});

describe('the mail with the code', () => {
  test.each([
    ['sending', 'Sending the code to a…@example.com…'],
    ['sent', 'We sent it to a…@example.com.'],
    ['failed', 'We could not send mail to a…@example.com. Go back and use another address, or ask Northwind.'],
  ] as const)('that is %s is told so', (mail, words) => {
    expect(mailWords(at(mail))).toBe(words);
  });

  test('is said to be sent only when it is, and whatever went wrong says what to do', () => {
    for (const mail of ['sending', 'delayed', 'failed', 'uncertain', null] as const)
      expect(mailWords(at(mail))).not.toMatch(/We sent/);
    for (const mail of ['delayed', 'failed', 'uncertain'] as const)
      expect(mailWords(at(mail))).toMatch(/use another address|send a new code/);
  });

  test('is asked about while it is under way, ever more seldom, and then no more', () => {
    const asked = (['sending', 'delayed', 'sent', 'failed', 'uncertain', null] as const).map((mail) =>
      isMailUnderWay(at(mail)),
    );
    expect(asked).toEqual([true, true, false, false, false, false]);
    expect(isMailUnderWay({ ...at('sending'), step: 'joined' })).toBe(false);
    expect([0, 1, 2, 50].map(mailPause)).toEqual([500, 750, 1125, 5_000]);
  });
});
