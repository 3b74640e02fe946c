import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Heights } from '../../../src/models/messages/heights';
import {
  anchorAt,
  estimateHeight,
  isAtEnd,
  mostRows,
  scrollTopFor,
  windowFor,
} from '../../../src/models/messages/virtualWindow';

const rows = fc.array(fc.integer({ min: 1, max: 900 }), { minLength: 1, maxLength: 400 });
const sum = (heights: number[]) => heights.reduce((total, height) => total + height, 0);

describe('heights', () => {
  test('agree with plain sums after any changes', () => {
    const changes = fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 500 })), { maxLength: 60 });
    fc.assert(
      fc.property(rows, changes, fc.nat(), (initial, sets, place) => {
        const plain = [...initial];
        const heights = new Heights(initial);
        for (const [pick, height] of sets) {
          plain[pick % plain.length] = height;
          heights.set(pick % plain.length, height);
        }
        plain.push(77);
        heights.push(77);
        expect(heights.total).toBe(sum(plain));
        for (const index of [0, 1, plain.length >> 1, plain.length]) {
          expect(heights.offset(index)).toBe(sum(plain.slice(0, index)));
        }
        const at = place % (heights.total + 50);
        let expected = 0;
        while (expected < plain.length - 1 && sum(plain.slice(0, expected + 1)) <= at) expected += 1;
        expect(heights.at(at)).toBe(expected);
      }),
    );
  });

  test('agree with plain sums while rows come and go at both ends', () => {
    const row = fc.integer({ min: 0, max: 500 });
    const change = fc.oneof(
      fc.record({ kind: fc.constant('push' as const), height: row }),
      fc.record({ kind: fc.constant('unshift' as const), height: row }),
      fc.record({ kind: fc.constantFrom('pop' as const, 'shift' as const), height: row }),
      fc.record({ kind: fc.constant('set' as const), height: row }),
    );
    fc.assert(
      fc.property(rows, fc.array(change, { maxLength: 120 }), fc.nat(), (initial, changes, place) => {
        const plain = [...initial];
        const heights = new Heights(initial);
        for (const { kind, height } of changes) {
          if (kind === 'push') plain.push(height);
          if (kind === 'unshift') plain.unshift(height);
          if (kind === 'push' || kind === 'unshift') heights[kind](height);
          if (kind === 'pop' || kind === 'shift') expect(heights[kind]()).toBe(plain[kind]() ?? 0);
          if (kind === 'set' && plain.length > 0) {
            plain[place % plain.length] = height;
            heights.set(place % plain.length, height);
          }
        }
        expect(heights.length).toBe(plain.length);
        expect(heights.total).toBe(sum(plain));
        for (let index = 0; index <= plain.length; index++) {
          expect(heights.offset(index)).toBe(sum(plain.slice(0, index)));
          expect(heights.height(index)).toBe(plain[index] ?? 0);
        }
        const at = (place % (heights.total + 50)) - 20;
        let expected = 0;
        while (expected < plain.length - 1 && sum(plain.slice(0, expected + 1)) <= at) expected += 1;
        expect(heights.at(at)).toBe(expected);
      }),
    );
  });

  test('stay quick with 100,000 rows', () => {
    const heights = new Heights(Array.from({ length: 100_000 }, (_, index) => 20 + (index % 60)));
    const start = performance.now();
    for (let i = 0; i < 10_000; i++) {
      heights.set((i * 7919) % 100_000, 40);
      heights.at((i * 104_729) % heights.total);
    }
    expect(performance.now() - start).toBeLessThan(500);
  });
});

describe('the window of rows in the document', () => {
  const view = fc.record({ viewport: fc.integer({ min: 50, max: 2200 }), margin: fc.integer({ min: 0, max: 2400 }) });

  test('covers everything in view, never more rows than allowed beyond that, never rows that do not exist', () => {
    fc.assert(
      fc.property(rows, view, fc.integer({ min: -500, max: 200_000 }), (initial, { viewport, margin }, place) => {
        const heights = new Heights(initial);
        const scrollTop = Math.min(place, Math.max(0, heights.total - viewport));
        const range = windowFor(heights, scrollTop, viewport, margin);
        const top = Math.max(0, scrollTop);
        const [firstSeen, lastSeen] = [heights.at(top), heights.at(top + viewport - 1)];
        expect(range.first).toBeGreaterThanOrEqual(0);
        expect(range.last).toBeLessThanOrEqual(initial.length);
        expect(range.first).toBeLessThanOrEqual(firstSeen);
        expect(range.last).toBeGreaterThan(lastSeen);
        expect(range.last - range.first).toBeLessThanOrEqual(Math.max(mostRows, lastSeen - firstSeen + 2) + 1);
      }),
    );
  });

  test('is empty when there is nothing', () => {
    expect(windowFor(new Heights(), 0, 500, 500)).toEqual({ first: 0, last: 0 });
  });
});

describe('the anchor', () => {
  test('keeps the row that is read in its place when older rows are put above and heights change', () => {
    const scenario = fc.record({
      shown: fc.array(fc.integer({ min: 40, max: 400 }), { minLength: 8, maxLength: 60 }),
      older: fc.array(fc.integer({ min: 40, max: 400 }), { minLength: 1, maxLength: 60 }),
      place: fc.nat(),
      change: fc.integer({ min: -30, max: 300 }),
    });
    fc.assert(
      fc.property(scenario, ({ shown, older, place, change }) => {
        const viewport = 300;
        const before = new Heights(shown);
        const scrollTop = place % Math.max(1, before.total - viewport);
        const keys = shown.map((_, index) => `shown${index}`);
        const anchor = anchorAt(before, (index) => keys[index], scrollTop);
        const index = Math.max(1, before.at(scrollTop));
        const distance = before.offset(index) - scrollTop;

        // Row 0 stands above all messages and stays there.
        const [top = 0, ...rest] = shown;
        const after = new Heights([top, ...older.map((height) => height + change + 30), ...rest]);
        const allKeys = ['shown0', ...older.map((_, row) => `older${row}`), ...keys.slice(1)];
        const target = scrollTopFor(anchor, after, viewport, (key) => allKeys.indexOf(key));
        expect(target).not.toBeNull();
        expect(after.offset(older.length + index) - (target ?? 0)).toBeCloseTo(distance, 6);
      }),
    );
  });

  test('at the end stays at the end', () => {
    expect(scrollTopFor({ at: 'end' }, new Heights([100, 100, 100]), 120, () => undefined)).toBe(180);
    expect(scrollTopFor({ at: 'end' }, new Heights([50]), 120, () => undefined)).toBe(0);
  });

  test('says so when its row is gone', () => {
    const anchor = { at: 'row', row: 'gone', distance: 0 } as const;
    expect(scrollTopFor(anchor, new Heights([100]), 50, () => undefined)).toBeNull();
  });

  test('counts the last few pixels as the end', () => {
    expect(isAtEnd(852, 100, 1000)).toBe(true);
    expect(isAtEnd(700, 100, 1000)).toBe(false);
  });
});

test('longer messages and narrower screens are guessed higher', () => {
  expect(estimateHeight('word '.repeat(200), 400)).toBeGreaterThan(estimateHeight('word', 400));
  expect(estimateHeight('word '.repeat(200), 320)).toBeGreaterThan(estimateHeight('word '.repeat(200), 1200));
  expect(estimateHeight('\n'.repeat(10), 400)).toBeGreaterThan(estimateHeight('\n', 400));
});
