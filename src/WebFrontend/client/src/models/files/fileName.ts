/**
 * A file's name as it is shown before the server has it, by the server's rule (FileName.cs): nothing that turns the direction of writing
 * or is not seen, but the joiners inside a word or a picture, without which it is another one.
 */
export function shownName(name: string): string {
  const shown = name.replace(/[^\P{C}\u200c\u200d]/gu, '').replace(/[\u2028\u2029]/gu, '');
  return shown.slice(firstKept(shown), lastKept(shown)) || 'file';
}

const atNoEnd = ' .\u00a0\u200c\u200d';

/** By counting: an expression would try each of many blanks in the middle as the first of those at the end. */
function firstKept(name: string): number {
  let from = 0;
  while (from < name.length && atNoEnd.includes(name.charAt(from))) from += 1;
  return from;
}

function lastKept(name: string): number {
  let to = name.length;
  while (to > 0 && atNoEnd.includes(name.charAt(to - 1))) to -= 1;
  return to;
}
