// @vitest-environment happy-dom
import { afterEach, describe, expect, test, vi } from 'vitest';
import { catalogueOf, numbered, numberOf } from '../../scripts/texts';
import { chooseLanguage, chosenLanguage } from '../../src/language/choosing';
import { allTexts, loadTexts, part, tags } from '../../src/language/loading';
import { best, find } from '../../src/language/tags';
import { inDigits, inLanguage, inList, pieces, speak, t } from '../../src/language/texts';
import { countedDown } from '../../src/models/joining/waiting';
import { fullTime, listTime, messageTime } from '../../src/models/app/time';
import { sizeOfSize, sizeWords, spokenLength } from '../../src/models/files/fileWords';
import { inOneLine } from '../../src/models/messages/comings';

/** In what is built, numbers stand in the place of keys. */
const say = (key: string, values?: Record<string, string | number>) =>
  (t as (key: unknown, values?: unknown) => string)(numberOf(key), values);

const speakIn = (tag: string) => speak(tag, numbered(catalogueOf(tag)));

describe('the language', () => {
  test.each([
    ['de-AT', 'de'],
    ['DE', 'de'],
    ['pt', 'pt-BR'],
    ['pt-PT', 'pt-BR'],
    ['en-US', 'en-GB'],
    ['zh-CN', null],
    ['', null],
    ['d', null],
  ])('of %s is %s', (tag, found) => expect(find(tags, tag)).toBe(found));

  test('is the best of what a reader wants, and English for who wants none of ours', () => {
    expect(best(tags, [null, 'zh', 'pl', 'de'])).toBe('pl');
    expect(best(tags, ['zh', 'ko'])).toBe('en-GB');
  });

  describe('of a page', () => {
    const visit = (search: string, languages: string[]) => {
      history.replaceState(null, '', `/c/0123456789abcdef${search}`);
      vi.spyOn(navigator, 'languages', 'get').mockReturnValue(languages);
      return chosenLanguage();
    };
    afterEach(() => {
      localStorage.clear();
      sessionStorage.clear();
      vi.restoreAllMocks();
    });

    test('is what the browser wishes, until a link or the person says otherwise', () => {
      expect(visit('', ['ko', 'ja-JP', 'en'])).toBe('ja');
      expect(visit('?lang=fr', ['ja'])).toBe('fr');
      // Of the link, for as long as the tab.
      expect(visit('', ['ja'])).toBe('fr');
      chooseLanguage('nl');
      expect(visit('', ['ja'])).toBe('nl');
      sessionStorage.clear();
      expect(visit('', ['ja'])).toBe('nl');
    });

    test.each(['?lang=', '?lang=xx', '?lang=%00', '?lang=../de'])('%s asks for nothing', (search) =>
      expect(visit(search, ['pl'])).toBe('pl'),
    );

    test('is the browser’s where nothing can be kept', () => {
      vi.spyOn(console, 'debug').mockReturnValue();
      vi.stubGlobal('localStorage', undefined);
      vi.stubGlobal('sessionStorage', undefined);
      expect(visit('?lang=it', ['de'])).toBe('it');
      expect(() => chooseLanguage('de')).not.toThrow();
      vi.unstubAllGlobals();
    });
  });

  test('comes with what is needed first, and the rest when it is asked for', async () => {
    vi.spyOn(console, 'error').mockReturnValue();
    await loadTexts('de');
    expect(say('chat.sending')).toBe('Wird gesendet …');
    expect(say('side.leave')).toBe('');
    expect(await part(async () => 7)).toBe(7);
    expect(say('side.leave')).toBe('Chat verlassen');
    await allTexts();
    await expect(loadTexts('xx')).rejects.toThrow();
  });
});

describe('what is said', () => {
  test('has what is put in, whatever that has in it', () => {
    expect(say('event.chatRenamed', { name: '{name} $& {x}' })).toBe('The chat is now called “{name} $& {x}”');
    expect(pieces(numberOf('gone.named') as never, { why: 'see {chat}' })).toEqual([
      { words: '', slot: 'chat' },
      { words: '. ', slot: null },
      { words: 'see {chat}', slot: null },
    ]);
  });

  test('counts as the language counts', () => {
    speakIn('pl');
    expect([0, 1, 2, 5, 12, 22].map((count) => say('chat.people', { count }))).toEqual([
      '0 osób',
      '1 osoba',
      '2 osoby',
      '5 osób',
      '12 osób',
      '22 osoby',
    ]);
    speakIn('ar');
    expect([1, 2, 3, 11].map((count) => say('chat.people', { count }))).toEqual([
      'شخص واحد',
      'شخصان',
      '3 أشخاص',
      '11 شخصًا',
    ]);
  });

  test('has the numbers, lists and sizes of the language, Arabic with the digits of its mails', () => {
    const inEach = (words: () => string) =>
      ['de', 'fr', 'ja', 'ar'].map((tag) => {
        speakIn(tag);
        return words();
      });
    expect(inEach(() => inDigits(8000))).toEqual(['8.000', '8\u202f000', '8,000', '8,000']);
    expect(inEach(() => inList(['A', 'B', 'C']))).toEqual(['A, B und C', 'A, B et C', 'A、B、C', 'A وB وC']);
    expect(inEach(() => sizeWords(3_400_000)).map((words) => words.replace('\u2068', '').slice(0, 3))).toEqual([
      '3,4',
      '3,4',
      '3.4',
      '3.4',
    ]);
    speakIn('de');
    expect(sizeOfSize(3_200_000, 12_000_000)).toBe('3,2 von 12 MB');
    expect(spokenLength(125_000)).toBe('2 Minuten 5 Sekunden');
  });

  test('has the dates of the language', () => {
    const [iso, now] = ['2026-05-04T10:02:00', new Date('2026-05-05T09:00:00')];
    speakIn('de');
    expect([fullTime(iso), listTime(iso, now), messageTime(iso, new Date(iso))]).toEqual([
      'Montag, 4. Mai 2026 um 10:02',
      'Gestern',
      'Gerade eben',
    ]);
    speakIn('ja');
    expect(fullTime('2026-05-04T10:03:00')).toBe('2026年5月4日月曜日 10:03');
  });

  test('of comings and goings is put into words when it is shown', () => {
    const came = [
      { seq: 1, at: '', id: '1', name: 'Ana', kind: 'joined' as const },
      { seq: 2, at: '', id: '2', name: 'Bo', kind: 'joined' as const },
      { seq: 3, at: '', id: '1', name: 'Ana', kind: 'left' as const },
    ];
    speakIn('de');
    expect(inOneLine(came)).toBe('Ana und Bo sind beigetreten, Ana hat den Chat verlassen');
    speakIn('ja');
    expect(inOneLine(came)).toBe('Ana、Boが参加しました、Anaが退出しました');
  });

  test.each(tags)('counts down the wait in the server’s sentence in %s', (tag) => {
    speakIn(tag);
    const texts = catalogueOf(tag);
    const wait = texts['refusal.wait.minutes'];
    const minutes = (typeof wait === 'string' ? wait : (wait?.many ?? wait?.other ?? '')).replace('{count}', '12');
    const sentence = String(texts['refusal.tooManyTries']).replace('{wait}', minutes);
    expect(countedDown(sentence, 65)).toContain('1:05');
    expect(countedDown(sentence, 65)).not.toContain('12');
    const over = countedDown(sentence, null);
    expect(over).not.toContain('12');
    expect(over).toContain(String(texts['join.tryNow']).replace('{sentence}', '').trim());
  });

  test('of Intl is made anew for each language', () => {
    const tagOf = inLanguage((tag) => tag);
    speakIn('de');
    expect([tagOf(), tagOf()]).toEqual(['de', 'de']);
    speakIn('ar');
    expect(tagOf()).toBe('ar-u-nu-latn');
  });
});
