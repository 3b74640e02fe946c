import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  boxOf,
  gridRows,
  heightOf,
  isMedia,
  kindOf,
  widest,
  type Boxed,
} from '../../../src/models/files/attachmentBox';

const file = (type: string, width: number | null = null, height: number | null = null): Boxed => ({
  type,
  width,
  height,
});

describe('how a file is shown', () => {
  test.each([
    ['image/jpeg', 'image'],
    ['image/gif', 'image'],
    ['image/svg+xml', 'file'],
    ['image/heic', 'file'],
    ['video/webm', 'video'],
    ['video/quicktime', 'file'],
    ['audio/wav', 'audio'],
    ['application/pdf', 'pdf'],
    ['application/pdfx', 'file'],
    ['text/html', 'file'],
    ['', 'file'],
  ])('%s: as %s', (type, kind) => expect(kindOf(type)).toBe(kind));

  test('pictures and videos are media, the rest is not', () => {
    expect(['image/png', 'video/mp4', 'audio/mpeg', 'application/zip'].map((type) => isMedia(file(type)))).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });
});

describe('the box of a picture', () => {
  test('has its shape, is never wider or higher than there is room, and small ones are not blown up', () => {
    expect(boxOf(file('image/png', 4000, 3000))).toEqual({ width: 420, ratio: 4 / 3 });
    expect(boxOf(file('image/png', 3000, 4000))).toEqual({ width: 300, ratio: 0.75 });
    expect(boxOf(file('image/png', 200, 100))).toEqual({ width: 200, ratio: 2 });
    const side = fc.integer({ min: 1, max: 30_000 });
    fc.assert(
      fc.property(side, side, (width, height) => {
        const box = boxOf(file('image/png', width, height));
        expect(box.width).toBeLessThanOrEqual(widest);
        expect(box.width / box.ratio).toBeLessThanOrEqual(401);
        expect(box.width).toBeGreaterThanOrEqual(140);
      }),
    );
  });

  test('is a common one when its size is not known', () => {
    expect(boxOf(file('image/png')).ratio).toBe(4 / 3);
    expect(boxOf(file('video/webm')).ratio).toBe(16 / 9);
  });
});

describe('a grid of pictures', () => {
  test('has rows of two or three, and no hole', () => {
    expect([1, 2, 3, 4, 5, 6, 7, 8].map(gridRows)).toEqual([
      [1],
      [2],
      [3],
      [2, 2],
      [2, 3],
      [3, 3],
      [2, 2, 3],
      [2, 3, 3],
    ]);
    for (let count = 2; count <= 20; count++) {
      const rows = gridRows(count);
      expect(rows.reduce((sum, row) => sum + row, 0)).toBe(count);
      expect(rows.every((row) => row === 2 || row === 3)).toBe(true);
    }
    expect(gridRows(0)).toEqual([]);
  });
});

test('the room for all files of a message grows with each of them', () => {
  const zip = file('application/zip');
  const photo = file('image/png', 400, 300);
  expect(heightOf([], 800)).toBe(0);
  expect(heightOf([zip, zip], 800)).toBe(2 * heightOf([zip], 800));
  expect(heightOf([photo], 800)).toBe(304);
  expect(heightOf([photo], 320)).toBeLessThan(heightOf([photo], 800));
  expect(heightOf([photo, photo, photo], 800)).toBe(144);
  expect(heightOf([{ ...file('application/pdf'), has_preview: true }], 800)).toBe(240);
});
