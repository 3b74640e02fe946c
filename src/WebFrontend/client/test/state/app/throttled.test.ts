import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Throttled } from '../../../src/state/app/throttled';

describe('paced work', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  test('is done at once, then together at the end of each period, and at once again after a quiet one', () => {
    const work = vi.fn();
    const paced = new Throttled(100, work);
    paced.ask();
    expect(work).toHaveBeenCalledTimes(1);
    for (let n = 0; n < 10; n++) paced.ask();
    expect(work).toHaveBeenCalledTimes(1);
    vi.advanceTimersByTime(100);
    expect(work).toHaveBeenCalledTimes(2);
    vi.advanceTimersByTime(100);
    expect(work).toHaveBeenCalledTimes(2);
    paced.ask();
    expect(work).toHaveBeenCalledTimes(3);
  });

  test('is never left undone: what waits can be done now, and is not done twice', () => {
    const work = vi.fn();
    const paced = new Throttled(100, work);
    paced.flush();
    expect(work).not.toHaveBeenCalled();
    paced.ask();
    paced.ask();
    paced.flush();
    expect(work).toHaveBeenCalledTimes(2);
    vi.advanceTimersByTime(1000);
    expect(work).toHaveBeenCalledTimes(2);
  });

  test('may ask for itself again', () => {
    let left = 3;
    const paced = new Throttled(100, () => {
      left -= 1;
      if (left > 0) paced.ask();
    });
    paced.ask();
    expect(left).toBe(2);
    vi.advanceTimersByTime(200);
    expect(left).toBe(0);
  });
});
