import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { historyOf, whereabouts } from '../../../src/models/messages/history';
import { withChanged, withLastSeen, withPresence, withReads } from '../../../src/models/people/membership';
import { peopleFound } from '../../../src/models/people/peopleSearch';
import * as people from '../../../src/models/people/people';
import { namesInBrief } from '../../../src/models/people/peopleInBrief';
import type { Participant } from '../../../src/models/protocol';

const person = (id: string, name: string, fields: Partial<Participant> = {}): Participant => ({
  id,
  name,
  surname: 'Adams',
  email: `${id}@example.com`,
  verified: false,
  standing: 'active',
  history: [{ kind: 'joined', at: '2026-05-04T09:02:00.000Z' }],
  read_up_to: 0,
  last_seen: null,
  ...fields,
});

function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5]
    .map((at) => parseInt(hex.slice(at, at + 2), 16) / 255)
    .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

describe('avatars', () => {
  test('have eight colours, each at 4.5:1 or more against white initials, the same in the style sheet', () => {
    const tokens = readFileSync('src/styles/tokens.css', 'utf8');
    expect(new Set(people.avatarColours).size).toBe(8);
    people.avatarColours.forEach((colour, index) => {
      expect(1.05 / (luminance(colour) + 0.05)).toBeGreaterThanOrEqual(4.5);
      expect(tokens).toContain(`--avatar-${index}: ${colour};`);
    });
  });

  const hue = (hex: string) => {
    const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));
    return ((Math.atan2(Math.sqrt(3) * (g - b), 2 * r - g - b) * 180) / Math.PI + 360) % 360;
  };

  test('have their colour by who joined before: the first eight all differ, and neighbours by far', () => {
    const joined = Array.from({ length: 200 }, (_, index) => person(`p${index}`, `P${index}`));
    const colours = people.coloursOf(joined);
    expect(new Set(joined.slice(0, 8).map(({ id }) => colours.get(id))).size).toBe(8);
    expect(colours.get('p9')).toBe(colours.get('p1'));
    for (let place = 1; place < joined.length; place++) {
      const [a = 0, b = 0] = [place - 1, place].map((at) =>
        hue(people.avatarColours[colours.get(`p${at}`) ?? -1] ?? ''),
      );
      expect(Math.min(Math.abs(a - b), 360 - Math.abs(a - b))).toBeGreaterThan(70);
    }
    // A person who leaves takes no other's colour along.
    expect(people.coloursOf(joined.map((one) => ({ ...one, standing: 'left' as const }))).get('p5')).toBe(
      colours.get('p5'),
    );
  });

  test('take their colour from the id alone where there is no chat, and use all colours', () => {
    const ids = Array.from({ length: 400 }, (_, index) => index.toString(36).padStart(16, '0'));
    const colours = ids.map(people.avatarColour);
    expect(ids.map(people.avatarColour)).toEqual(colours);
    expect(new Set(colours).size).toBe(8);
  });

  test.each([
    ['Alice Adams', 'AA'],
    ['  bob  ', 'B'],
    ['Anna Maria van der Berg', 'AB'],
    ['👩‍🚀 Ride', '👩‍🚀R'],
    ['Éa Ñu', 'ÉÑ'],
    ['', '?'],
  ])('initials of "%s" are %s', (name, letters) => {
    expect(people.initials(name)).toBe(letters);
  });

  test('initials never fail, whatever the name', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (name) => people.initials(name).length > 0));
  });

  test('a company’s two words in one give two initials', () => {
    expect(people.companyInitials('ConnectNow')).toBe('CN');
    expect(people.companyInitials('Northwind Interiors')).toBe('NI');
  });
});

describe('people', () => {
  const everybody = [
    person('z', 'Zoë'),
    person('a', 'Alice'),
    person('me', 'Marta'),
    person('l', 'Lou', { standing: 'left' }),
    person('r', 'Rob', { standing: 'removed' }),
  ];

  test('are listed oneself first, then by name, and those who left apart', () => {
    const { active, previous } = people.roster(everybody, 'me');
    expect(active.map((one) => one.id)).toEqual(['me', 'a', 'z']);
    expect(previous.map((one) => one.id)).toEqual(['l', 'r']);
  });

  test('are counted in words', () => {
    expect(people.headcount(3, 3)).toBe('3 people, all here');
    expect(people.headcount(3, 2)).toBe('3 people, 2 here');
    expect(people.headcount(3, 0)).toBe('3 people');
    expect(people.headcount(5, 1)).toBe('5 people, only you are here');
    expect(people.headcount(1, 1)).toBe('only you are here');
    expect(people.headcount(1, 0)).toBe('1 person');
  });

  test('are named in brief: oneself first, three at most, two of one first name with an initial', () => {
    const crowd = [
      person('me', 'Marta'),
      person('b', 'Bob'),
      person('l', 'Li'),
      ...Array.from({ length: 197 }, (_, n) => person(`p${n}`, 'Pat')),
    ];
    expect(namesInBrief(crowd, 'me')).toBe('You, Bob, Li and 197 more');
    expect(namesInBrief(crowd.slice(0, 3), 'me')).toBe('You, Bob and Li');
    expect(namesInBrief(crowd.slice(0, 2), 'me')).toBe('You and Bob');
    expect(namesInBrief(crowd.slice(0, 1), 'me')).toBe('Marta (you)');
    expect(namesInBrief([], 'me')).toBe('');
    const namesakes = [
      person('me', 'Ana'),
      person('a', 'Ana', { surname: 'Éclair' }),
      person('b', 'Ana', { surname: '' }),
    ];
    expect(namesInBrief(namesakes, 'me')).toBe('You, Ana É. and Ana');
  });

  test('are found by the beginning of any word of their name or address, accents aside', () => {
    const found = (typed: string) => peopleFound(everybody, typed).map(({ id }) => id);
    expect(found('zoe')).toEqual(['z']);
    expect(found('ad a')).toEqual(['z', 'a', 'me', 'l', 'r']);
    expect(found('adams lou')).toEqual(['l']);
    expect(found('r@exa')).toEqual(['r']);
    expect(found('dams')).toEqual([]);
    expect(found('  ')).toHaveLength(5);
  });

  test('who have read a message are those whose mark has reached it, without its author', () => {
    const marks = [
      person('me', 'Me', { read_up_to: 9 }),
      person('a', 'A', { read_up_to: 5 }),
      person('b', 'B', { read_up_to: 4 }),
    ];
    expect(people.readersOf(5, marks, 'me').map((one) => one.id)).toEqual(['a']);
  });

  test('keep the higher read mark when records and marks overtake one another', () => {
    const before = withChanged(new Map(), [person('a', 'A', { read_up_to: 5 })]);
    expect(withChanged(before, [person('a', 'Anna', { read_up_to: 3 })]).get('a')).toMatchObject({
      name: 'Anna',
      read_up_to: 5,
    });
    expect(
      withReads(before, [
        { id: 'a', seq: 4 },
        { id: 'nobody', seq: 9 },
      ]),
    ).toBe(before);
    expect(withReads(before, [{ id: 'a', seq: 8 }]).get('a')?.read_up_to).toBe(8);
  });

  test('come and go', () => {
    const here = withPresence(new Set(['a']), [
      { id: 'a', here: false, last_seen: null },
      { id: 'b', here: true, last_seen: null },
    ]);
    expect([...here]).toEqual(['b']);
    const before = withChanged(new Map(), [person('a', 'A')]);
    const seen = withLastSeen(before, [{ id: 'a', here: false, last_seen: '2026-05-04T10:00:00.000Z' }]);
    expect(seen.get('a')?.last_seen).toBe('2026-05-04T10:00:00.000Z');
  });

  test('have a history, the newest first, and are somewhere', () => {
    const now = new Date(2026, 4, 4, 18, 0);
    const left = person('l', 'Lou', {
      standing: 'left',
      history: [
        { kind: 'joined', at: new Date(2026, 4, 3, 9, 0).toISOString() },
        { kind: 'left', at: new Date(2026, 4, 3, 17, 20).toISOString() },
      ],
    });
    expect(historyOf(left).map(({ word, when }) => `${word} ${when}`)).toEqual([
      'Left Sunday 3 May 2026 at 17:20',
      'Joined Sunday 3 May 2026 at 09:00',
    ]);
    expect(whereabouts(left, false, now)).toBe('Left yesterday, 17:20');
    expect(whereabouts(person('a', 'A'), true, now)).toBe('Here now');
    expect(whereabouts(person('a', 'A'), false, now)).toBe('Not seen yet');
  });
});
