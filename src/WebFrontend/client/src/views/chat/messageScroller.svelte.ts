import { flushSync } from 'svelte';
import { heightOf } from '../../models/attachmentBox';
import { Heights } from '../../models/heights';
import type { Item } from '../../models/items';
import {
  anchorAt,
  estimateHeight,
  isAtEnd,
  scrollTopFor,
  windowFor,
  type Anchor,
  type Range,
} from '../../models/virtualWindow';

const topEstimate = 96;
const lineEstimate = 36;

/**
 * Ties the arithmetic of models/virtualWindow.ts to the document: which rows are in it, how high they are, and that
 * what somebody reads does not move while rows come, go, or change their height.
 */
export class MessageScroller {
  range = $state.raw<Range>({ first: 0, last: 0 });
  atEnd = $state.raw(true);

  #viewport: HTMLElement | null = null;
  #list: HTMLElement | null = null;
  #keys: string[] = [];
  #heights = new Heights();
  #measured = new Map<string, number>();
  #width = 0;
  /** The sizes at the last look: a scroll event under other sizes is the browser's doing, nobody's scrolling. */
  #shape = '';
  /** True while the newest message is to stay in view. */
  #stuck = true;
  /** Taken before a change, restored after it. */
  #anchor: Anchor | null = null;
  #onNearTop: () => void = () => undefined;
  /** Rows out of view wait until those that somebody waits for are on the screen. */
  #painted = false;

  /** Attaches to the element that scrolls and to the list in it. */
  attach(viewport: HTMLElement, list: HTMLElement, onNearTop: () => void): () => void {
    this.#viewport = viewport;
    this.#list = list;
    this.#width = viewport.clientWidth;
    this.#onNearTop = onNearTop;
    const sizes = new ResizeObserver(() => this.#onResize());
    const onScroll = () => this.#onScroll();
    sizes.observe(viewport);
    sizes.observe(list);
    viewport.addEventListener('scroll', onScroll, { passive: true });
    this.settle();
    const painted = requestAnimationFrame(() =>
      setTimeout(() => {
        this.#painted = true;
        this.settle();
      }),
    );
    return () => {
      cancelAnimationFrame(painted);
      sizes.disconnect();
      viewport.removeEventListener('scroll', onScroll);
      this.#viewport = null;
      this.#list = null;
    };
  }

  /** New items, before the document changes. */
  take(items: readonly Item[]): void {
    this.#anchor ??= this.#currentAnchor();
    const keys = items.map((item) => item.key);
    const same = commonPrefix(this.#keys, keys);
    if (same === this.#keys.length) {
      for (const item of items.slice(same)) this.#heights.push(this.#heightOf(item));
    } else {
      const old = this.#heights;
      const end = commonSuffix(this.#keys, keys, same);
      const shift = this.#keys.length - keys.length;
      this.#heights = new Heights(
        items.map((item, index) => {
          if (index < same) return old.height(index);
          return index >= keys.length - end ? old.height(index + shift) : this.#heightOf(item);
        }),
      );
    }
    this.#keys = keys;
    this.#moveWindow(this.#target());
  }

  /** After the document has changed: measures, and puts everything where it was. */
  settle(): void {
    const viewport = this.#viewport;
    if (viewport === null || this.#list === null) return;
    this.#anchor ??= this.#currentAnchor();
    this.#measure(this.#list);
    this.#list.style.paddingTop = `${this.#heights.offset(this.range.first)}px`;
    this.#list.style.paddingBottom = `${this.#heights.total - this.#heights.offset(this.range.last)}px`;
    const target = this.#target();
    if (Math.abs(viewport.scrollTop - target) > 0.5) viewport.scrollTop = target;
    if (this.#moveWindow(target)) return;
    this.#anchor = null;
    this.#look();
  }

  /** To the newest message, and stay there. */
  toEnd(): void {
    this.#stuck = true;
    this.#anchor = { at: 'end' };
    this.#moveWindow(this.#target());
    flushSync();
    this.settle();
    this.#viewport?.scrollTo({ top: this.#viewport.scrollHeight });
    this.atEnd = true;
  }

  /** Puts a row into the upper part of the view. */
  show(key: string): void {
    if (!this.#keys.includes(key)) return;
    this.#stuck = false;
    this.#anchor = { at: 'row', key, distance: (this.#viewport?.clientHeight ?? 0) / 5 };
    this.#moveWindow(this.#target());
    flushSync();
    this.settle();
    this.#onScroll();
  }

  #currentAnchor(): Anchor {
    if (this.#stuck || this.#viewport === null) return { at: 'end' };
    return anchorAt(this.#heights, this.#keys, this.#viewport.scrollTop);
  }

  #target(): number {
    const height = this.#viewport?.clientHeight ?? 0;
    const anchor = this.#anchor ?? this.#currentAnchor();
    const indexOf = (key: string) => {
      const index = this.#keys.indexOf(key);
      return index < 0 ? undefined : index;
    };
    return scrollTopFor(anchor, this.#heights, height, indexOf) ?? this.#viewport?.scrollTop ?? 0;
  }

  /** True when other rows have to be in the document. */
  #moveWindow(scrollTop: number): boolean {
    const height = this.#viewport?.clientHeight ?? 800;
    const range = windowFor(this.#heights, scrollTop, height, this.#painted ? Math.max(600, height) : 0);
    if (range.first === this.range.first && range.last === this.range.last) return false;
    this.range = range;
    return true;
  }

  #measure(list: HTMLElement): void {
    const first = this.range.first;
    let index = first;
    for (const row of list.children) {
      const key = (row as HTMLElement).dataset['key'];
      if (key !== undefined && key === this.#keys[index]) {
        const { height } = row.getBoundingClientRect();
        this.#heights.set(index, height);
        this.#measured.set(key, height);
      }
      index += 1;
    }
  }

  #heightOf(item: Item): number {
    const known = this.#measured.get(item.key);
    if (known !== undefined) return known;
    if (item.kind === 'top') return topEstimate;
    if (item.kind === 'line') return lineEstimate;
    const files = item.kind === 'message' ? item.attachments : item.files;
    return estimateHeight(item.text ?? '', this.#width) + heightOf(files, this.#width);
  }

  #onResize(): void {
    const width = this.#viewport?.clientWidth ?? 0;
    if (width !== this.#width) {
      // Other line breaks: what was measured before is only right for what is measured again now.
      this.#width = width;
      this.#measured.clear();
    }
    this.settle();
  }

  #onScroll(): void {
    const viewport = this.#viewport;
    // Rows are on their way in or out, or the window has another size: what this event tells is neither where somebody
    // was nor where they will be. The observer of sizes puts it right.
    if (viewport === null || this.#anchor !== null || this.#shape !== shapeOf(viewport)) return;
    this.#look();
    this.#stuck = this.atEnd;
    this.#moveWindow(viewport.scrollTop);
    if (viewport.scrollTop < viewport.clientHeight * 2) this.#onNearTop();
  }

  #look(): void {
    const viewport = this.#viewport;
    if (viewport === null) return;
    this.#shape = shapeOf(viewport);
    this.atEnd = isAtEnd(viewport.scrollTop, viewport.clientHeight, viewport.scrollHeight);
  }
}

function shapeOf({ clientWidth, clientHeight, scrollHeight }: HTMLElement): string {
  return `${clientWidth}×${clientHeight} of ${scrollHeight}`;
}

function commonPrefix(a: readonly string[], b: readonly string[]): number {
  const most = Math.min(a.length, b.length);
  let length = 0;
  while (length < most && a[length] === b[length]) length += 1;
  return length;
}

function commonSuffix(a: readonly string[], b: readonly string[], prefix: number): number {
  const most = Math.min(a.length, b.length) - prefix;
  let length = 0;
  while (length < most && a[a.length - 1 - length] === b[b.length - 1 - length]) length += 1;
  return length;
}
