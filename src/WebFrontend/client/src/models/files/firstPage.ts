/** Larger ones would take more memory than a phone has to spare for a nicety. */
export const largestPdf = 50 * 1024 * 1024;

/** How far a page is scaled, so that it is drawn with `longestSide` pixels; null when it has no size to speak of. */
export function scaleOf(width: number, height: number, longestSide: number): number | null {
  const longest = Math.max(width, height);
  return Math.min(width, height) > 0 && Number.isFinite(longest) ? longestSide / longest : null;
}

/** Nothing is drawn on it: a page that says nothing, or one whose content this browser could not draw. */
export function isWhite(pixels: Uint8ClampedArray): boolean {
  return pixels.every((value) => value === 255);
}
