/**
 * Whether a screen reader may read out what the document is about to gain: only what is new at the end. Rows that come
 * back by scrolling, and history that was loaded, are not news.
 */
export function isNews(shown: readonly string[], next: readonly string[]): boolean {
  const known = new Set(shown);
  const firstNew = next.findIndex((key) => !known.has(key));
  if (firstNew < 0) return true;
  return firstNew > 0 && next.slice(firstNew).every((key) => !known.has(key));
}
