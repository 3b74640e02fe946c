import { describe, expect, test } from 'vitest';
import { inOneLine } from '../../../src/models/messages/comings';
import type { Coming, Line } from '../../../src/models/messages/entry';
import { growth, itemsOf, keyOf, linesOf } from '../../../src/models/messages/items';
import type { ChatEvent } from '../../../src/models/protocol';
import { emptyTimeline, prepend, receive, restart, tail } from '../../../src/models/messages/timeline';

const noon = new Date(2026, 4, 4, 12, 0).getTime();

const event = (seq: number, kind: string, name: string, after = seq): ChatEvent => ({
  seq,
  kind,
  at: new Date(noon + after * 1000).toISOString(),
  by: `id-${name}`,
  subject: `id-${name}`,
  text: name,
});

const joins = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => event(from + index, 'joined', `P${from + index} Ash`));

const lines = (events: readonly ChatEvent[]) => receive(emptyTimeline, events).entries as Line[];

describe('comings and goings in a row on one day', () => {
  test('are one entry, however many, until somebody speaks', () => {
    const entries = lines([
      ...joins(1, 199),
      { ...event(200, 'message', 'P1 Ash'), text: 'Hello' },
      event(201, 'left', 'P2 Ash'),
    ]);
    expect(entries.map(({ kind, seq }) => [kind, seq])).toEqual([
      ['line', 199],
      ['message', 200],
      ['line', 201],
    ]);
    expect(inOneLine(entries[0]?.comings ?? [])).toBe('P1 Ash, P2 Ash and 197 others joined');
  });

  test('take a line each while they are two, and one from the third on', () => {
    expect([1, 2, 3, 199].map((count) => linesOf(lines(joins(1, count))[0] as Line))).toEqual([1, 2, 1, 1]);
  });

  test('of two days stay apart, and what is no coming does too', () => {
    const tomorrow = event(2, 'joined', 'Bo Ash', 24 * 3600);
    expect(lines([event(1, 'joined', 'Ana Ash', 0), tomorrow])).toHaveLength(2);
    expect(lines([event(1, 'joined', 'Ana Ash'), event(2, 'closed', ''), event(3, 'left', 'Ana Ash')])).toHaveLength(3);
  });

  test('are the same row when others come after, and when older ones are loaded before', () => {
    const held = restart(emptyTimeline, joins(50, 60), true, 60);
    const before = itemsOf(held, [], 'me');
    const older = prepend(held, joins(1, 49), false);
    const after = itemsOf(receive(older, joins(61, 70)), [], 'me');
    expect(after.entries).toHaveLength(1);
    expect(growth(before, after)).toEqual({ older: 0, newer: 0 });
    const row = before.at(1);
    expect(row && after.indexOf(row)).toBe(1);
    expect(after.at(1)?.kind === 'line' && linesOf(after.at(1) as Line)).toBe(1);
    // Loaded above, it is the same element; grown below, it is news.
    const [loaded, grown] = [itemsOf(older, [], 'me').at(1), after.at(1)];
    expect(row && loaded && keyOf(loaded) === keyOf(row)).toBe(true);
    expect(row && grown && keyOf(grown) === keyOf(row)).toBe(false);
  });

  test('of a kept page begin where the first of them did', () => {
    const kept = tail(restart(emptyTimeline, joins(50, 60), true, 60), 1);
    expect([kept.low, kept.high]).toEqual([50, 60]);
    const longer = receive(emptyTimeline, [{ ...event(1, 'message', 'A'), text: 'Hi' }, ...joins(2, 9)]);
    expect(tail(longer, 1).low).toBe(2);
  });
});

describe('one line for many', () => {
  const coming = (name: string, kind: Coming['kind'] = 'joined', id = name): Coming => ({
    seq: 1,
    at: '',
    id,
    name,
    kind,
  });

  test.each<[string, Coming[]]>([
    ['Ana joined', [coming('Ana')]],
    ['Ana and Bo joined', [coming('Ana'), coming('Bo')]],
    ['Ana, Bo and Cy joined', [coming('Ana'), coming('Bo'), coming('Cy')]],
    ['Ana, Bo and 2 others joined', [coming('Ana'), coming('Bo'), coming('Cy'), coming('Di')]],
    [
      'Ana and Bo joined, Ana left, Ana rejoined',
      (['joined', 'left', 'rejoined'] as const).flatMap((kind, at) =>
        at === 0 ? [coming('Ana'), coming('Bo')] : [coming('Ana', kind)],
      ),
    ],
    ['Ana was removed', [coming('Ana', 'removed')]],
    ['Ana and Bo were removed', [coming('Ana', 'removed'), coming('Bo', 'removed')]],
    ['Ana and Ana joined', [coming('Ana', 'joined', '1'), coming('Ana', 'joined', '2')]],
    ['Ana left', [coming('Ana', 'left'), coming('Ana', 'left')]],
  ])('says "%s"', (words, comings) => expect(inOneLine(comings)).toBe(words));
});
