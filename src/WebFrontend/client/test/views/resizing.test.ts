import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Items } from '../../src/models/messages/items';
import { atEachWidth } from '../../src/views/chat/atEachWidth';
import type { Line } from '../../src/models/messages/entry';
import { MessageScroller } from '../../src/views/chat/messageScroller.svelte';

const line = (seq: number): Line => ({
  kind: 'line',
  seq,
  at: '2026-11-30T10:00:00Z',
  event: 'joined',
  name: 'Marta Costa',
});

/**
 * A callback of a ResizeObserver that changes the size of what is observed makes a loop, which browsers report as an error of the page ("ResizeObserver
 * loop completed with undelivered notifications"). What changes sizes waits for the next frame.
 */
describe('when sizes change', () => {
  let resized: () => void;
  let frames: (() => void)[];

  beforeEach(() => {
    frames = [];
    vi.stubGlobal(
      'ResizeObserver',
      class {
        constructor(callback: () => void) {
          resized = callback;
        }
        observe = () => undefined;
        disconnect = () => undefined;
      },
    );
    vi.stubGlobal('requestAnimationFrame', (work: () => void) => frames.push(work));
    vi.stubGlobal('cancelAnimationFrame', (frame: number) => (frames[frame - 1] = () => undefined));
  });
  afterEach(() => void vi.unstubAllGlobals());

  const nextFrame = () => frames.splice(0).forEach((work) => work());

  test('a field is measured in the next frame, once, and not after it is gone', () => {
    const element = { clientWidth: 100 } as HTMLElement;
    const measure = vi.fn();
    const detach = atEachWidth(measure)(element);
    resized();
    Object.assign(element, { clientWidth: 90 });
    resized();
    Object.assign(element, { clientWidth: 80 });
    resized();
    expect(measure).not.toHaveBeenCalled();
    nextFrame();
    expect(measure).toHaveBeenCalledExactlyOnceWith(element);

    Object.assign(element, { clientWidth: 70 });
    resized();
    detach();
    nextFrame();
    expect(measure).toHaveBeenCalledOnce();
  });

  test('the list keeps its rows and its size in the callback, and takes others in the next frame', () => {
    const scroller = new MessageScroller();
    const style: Record<string, string> = {};
    const viewport = {
      clientWidth: 400,
      clientHeight: 500,
      scrollTop: 0,
      scrollHeight: 200 * 36,
      addEventListener: () => undefined,
      removeEventListener: () => undefined,
    };
    const list = { style, children: [] };
    scroller.attach(viewport as unknown as HTMLElement, list as unknown as HTMLElement, () => undefined);
    scroller.take(new Items(Array.from({ length: 200 }, (_, index) => line(index + 1))));
    scroller.settle();
    scroller.settle();
    const before = { ...scroller.range, ...style };

    viewport.clientHeight = 3_000;
    resized();
    expect({ ...scroller.range, ...style }).toEqual(before);
    nextFrame();
    expect(scroller.range.first).toBeLessThan(before.first);
  });

  test('nobody else observes sizes', () => {
    const sources = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((name) =>
      /\.(?:ts|svelte)$/.test(name),
    );
    const observing = sources.filter((name) => readFileSync(join('src', name), 'utf8').includes('new ResizeObserver'));
    expect(observing.map((name) => name.replace(/^.*\//, '')).sort()).toEqual([
      'atEachWidth.ts',
      'messageScroller.svelte.ts',
    ]);
  });
});
