import { describe, expect, test } from 'vitest';
import { isWhite, scaleOf } from '../../../src/models/files/firstPage';

describe('the first page of a PDF', () => {
  test('is drawn with its longest side as long as asked, also when it is small', () => {
    expect(scaleOf(595, 842, 1024)).toBeCloseTo(1024 / 842);
    expect(scaleOf(2000, 100, 1024)).toBe(0.512);
    expect(scaleOf(10, 10, 1024)).toBe(102.4);
  });

  test.each([
    [0, 842],
    [595, 0],
    [-1, 10],
    [Number.NaN, 10],
    [Number.POSITIVE_INFINITY, 10],
  ])('is not drawn when it has no size: %d × %d', (width, height) => {
    expect(scaleOf(width, height, 1024)).toBeNull();
  });

  test('that is white all over says nothing', () => {
    const pixels = new Uint8ClampedArray(4 * 100).fill(255);
    expect(isWhite(pixels)).toBe(true);
    pixels[4 * 99] = 254;
    expect(isWhite(pixels)).toBe(false);
  });
});
