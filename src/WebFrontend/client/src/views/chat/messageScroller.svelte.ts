import { flushSync } from 'svelte';
import { heightOf } from '../../models/files/attachmentBox';
import { Heights } from '../../models/messages/heights';
import { growth, Items, keyOf, linesOf, type Item } from '../../models/messages/items';
import { firstFrom } from '../../models/messages/timeline';
import {
  anchorAt,
  estimateHeight,
  isAtEnd,
  scrollTopFor,
  windowFor,
  type Anchor,
  type Range,
} from '../../models/messages/virtualWindow';

const topEstimate = 96;
const lineEstimate = 36;

/**
 * Ties the arithmetic of models/virtualWindow.ts to the document: which rows are in it, how high they are, and that
 * what is being read does not move while rows come, go, or change their height.
 */
export class MessageScroller {
  range = $state.raw<Range>({ first: 0, last: 0 });
  atEnd = $state.raw(true);

  #viewport: HTMLElement | null = null;
  #list: HTMLElement | null = null;
  #items = new Items();
  #heights = new Heights([topEstimate]);
  #width = 0;
  /** The sizes at the last look: a scroll event under other sizes is the browser's doing, not a person's scrolling. */
  #shape = '';
  /** True while the newest message is to stay in view. */
  #stuck = true;
  /** Taken before a change, restored after it. */
  #anchor: Anchor<Item> | null = null;
  #onNearTop: () => void = () => undefined;
  /** Rows out of view wait until those in view are on the screen. */
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
  take(items: Items): void {
    this.#anchor ??= this.#currentAnchor();
    const before = this.#items;
    this.#items = items;
    const grown = growth(before, items);
    if (grown === null) this.#heights = new Heights(this.#guesses(0, items.length));
    else this.#grow(before, grown);
    this.#moveWindow(this.#target());
  }

  /** After the document has changed: measures, and puts everything where it was. */
  settle(): void {
    const target = this.#place();
    if (target !== null && !this.#moveWindow(target)) this.#settled();
  }

  /** Measures the rows and scrolls to where the view belongs, without another row. */
  #place(): number | null {
    const viewport = this.#viewport;
    if (viewport === null || this.#list === null) return null;
    this.#anchor ??= this.#currentAnchor();
    // The room of rows that are not there does not depend on those that are: set first, all is laid out but once.
    this.#list.style.paddingTop = `${this.#heights.offset(this.range.first)}px`;
    this.#list.style.paddingBottom = `${this.#heights.total - this.#heights.offset(this.range.last)}px`;
    this.#measure(this.#list);
    const target = this.#target();
    if (Math.abs(viewport.scrollTop - target) > 0.5) viewport.scrollTop = target;
    return target;
  }

  #settled(): void {
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

  /** Something in view is about to open or close: what stands above it stays where it is, even at the end. */
  hold(): void {
    this.#stuck = false;
  }

  /** Puts the entry with this number into the upper part of the view. */
  show(seq: number): void {
    const row = this.#items.entries[firstFrom(this.#items.entries, seq)];
    if (row?.seq !== seq) return;
    this.#stuck = false;
    this.#anchor = { at: 'row', row, distance: (this.#viewport?.clientHeight ?? 0) / 5 };
    this.#moveWindow(this.#target());
    flushSync();
    this.settle();
    this.#onScroll();
  }

  /** Rows came at the beginning, below the top, and at the end, where what was on its way may have changed. */
  #grow(before: Items, { older, newer }: { older: number; newer: number }): void {
    const onTheirWay = new Map(before.outgoing.map((item) => [keyOf(item), 0]));
    for (const item of [...before.outgoing].reverse()) onTheirWay.set(keyOf(item), this.#heights.pop());
    if (older > 0) {
      const top = this.#heights.shift();
      for (const height of this.#guesses(1, 1 + older).reverse()) this.#heights.unshift(height);
      this.#heights.unshift(top);
    }
    const items = this.#items;
    const tail = items.slice(1 + items.entries.length - newer, items.length);
    for (const item of tail) this.#heights.push(onTheirWay.get(keyOf(item)) ?? this.#guess(item));
  }

  #currentAnchor(): Anchor<Item> {
    if (this.#stuck || this.#viewport === null) return { at: 'end' };
    return anchorAt<Item>(this.#heights, (index) => this.#items.at(index), this.#viewport.scrollTop);
  }

  #target(): number {
    const height = this.#viewport?.clientHeight ?? 0;
    const anchor = this.#anchor ?? this.#currentAnchor();
    const indexOf = (item: Item) => this.#items.indexOf(item);
    return scrollTopFor(anchor, this.#heights, height, indexOf) ?? this.#viewport?.scrollTop ?? 0;
  }

  /** True when other rows have to be in the document. */
  #moveWindow(scrollTop: number): boolean {
    const height = this.#viewport?.clientHeight ?? 800;
    const range = windowFor(this.#heights, scrollTop, height, this.#painted ? Math.max(600, height) : 0);
    if (range.first === this.range.first && range.last === this.range.last) return false;
    this.#anchor ??= this.#currentAnchor();
    this.range = range;
    return true;
  }

  #measure(list: HTMLElement): void {
    const first = this.range.first;
    let index = first;
    for (const row of list.children) {
      const item = this.#items.at(index);
      if (item !== undefined && (row as HTMLElement).dataset['key'] === keyOf(item)) {
        this.#heights.set(index, row.getBoundingClientRect().height);
      }
      index += 1;
    }
  }

  #guesses(first: number, last: number): number[] {
    return this.#items.slice(first, last).map((item) => this.#guess(item));
  }

  #guess(item: Item): number {
    if (item.kind === 'top') return topEstimate;
    if (item.kind === 'line') return lineEstimate * linesOf(item);
    const files = item.kind === 'message' ? item.attachments : item.files;
    return estimateHeight(item.text ?? '', this.#width) + heightOf(files, this.#width);
  }

  /**
   * What is read stays where it is before this frame is painted. Rows come and go in the next one: they lie out of view, and would change the size of
   * the list within the observer's callback, which browsers report as an error.
   */
  #onResize(): void {
    this.#width = this.#viewport?.clientWidth ?? 0;
    if (this.#place() === null) return;
    this.#settled();
    this.#stuck ||= this.atEnd;
    requestAnimationFrame(() => {
      this.settle();
      this.#stuck ||= this.atEnd;
    });
  }

  #onScroll(): void {
    const viewport = this.#viewport;
    // Rows are on their way in or out, or the window has another size: what this event tells is neither where the reader
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
