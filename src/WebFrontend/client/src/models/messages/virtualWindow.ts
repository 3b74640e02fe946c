import type { Heights } from './heights';

/** Rows `first` (included) to `last` (excluded) are in the document. */
export interface Range {
  first: number;
  last: number;
}

/** More rows than this are never in the document, however small they are. */
export const mostRows = 320;
/** The window moves in steps, so that not every pixel of scrolling changes the document. */
const step = 8;

/** The rows to keep in the document: those in view, and as much again as `margin` pixels above and below. */
export function windowFor(heights: Heights, scrollTop: number, viewport: number, margin: number): Range {
  if (heights.length === 0) return { first: 0, last: 0 };
  // Pulled beyond its beginning, a list shows what it begins with.
  const top = Math.max(0, scrollTop);
  const visibleFirst = heights.at(top);
  const visibleLast = heights.at(top + viewport) + 1;
  const first = Math.floor(heights.at(Math.max(0, top - margin)) / step) * step;
  const last = Math.ceil((heights.at(top + viewport + margin) + 1) / step) * step;
  const slack = Math.max(0, Math.floor((mostRows - (visibleLast - visibleFirst)) / 2));
  return {
    first: Math.max(0, first, visibleFirst - slack),
    last: Math.min(heights.length, last, visibleLast + slack),
  };
}

/** What must not move: the end of the list, or one row at a distance from the top of the view. */
export type Anchor<Row> = { at: 'end' } | { at: 'row'; row: Row; distance: number };

/** Closer to the end than this counts as being there. */
export const endSlack = 48;

export function isAtEnd(scrollTop: number, viewport: number, total: number): boolean {
  return total - scrollTop - viewport <= endSlack;
}

/**
 * The row that is read now. Row 0 is what stands above all messages: it stays on top when older ones come in below it,
 * and so must not be what everything else keeps its distance from.
 */
export function anchorAt<Row>(
  heights: Heights,
  rowAt: (index: number) => Row | undefined,
  scrollTop: number,
): Anchor<Row> {
  const index = Math.max(1, heights.at(Math.max(0, scrollTop)));
  const row = rowAt(index);
  return row === undefined ? { at: 'end' } : { at: 'row', row, distance: heights.offset(index) - scrollTop };
}

/** Where to scroll so that the anchor is where it was; null when its row is gone. */
export function scrollTopFor<Row>(
  anchor: Anchor<Row>,
  heights: Heights,
  viewport: number,
  indexOf: (row: Row) => number | undefined,
): number | null {
  const end = Math.max(0, heights.total - viewport);
  if (anchor.at === 'end') return end;
  const index = indexOf(anchor.row);
  if (index === undefined) return null;
  return Math.min(end, Math.max(0, heights.offset(index) - anchor.distance));
}

/** A first guess at a row's height, replaced by its measure once it has been in the document. */
export function estimateHeight(text: string, width: number): number {
  const bubble = Math.max(120, Math.min(560, width * 0.78)) - 28;
  const perLine = Math.max(8, bubble / 7.4);
  let lines = 0;
  for (const line of text.split('\n', 400)) lines += Math.max(1, Math.ceil(line.length / perLine));
  return 30 + 22 * lines;
}
