/**
 * How the host of a link is shown. A name that mixes scripts, or is written in one whose letters pass for Latin ones, can look like
 * another: `раураl.com` is not `paypal.com`. Such a host is shown as the name system has it (RFC 3492, `xn--…`), as browsers do.
 */

/** What may stand together in one label: a script alone, and those that Japanese, Chinese and Korean are written in. */
const scripts = [
  ...['Latin', 'Greek', 'Cyrillic', 'Armenian', 'Georgian', 'Hebrew', 'Arabic', 'Ethiopic', 'Thaana', 'Mongolian'],
  ...['Devanagari', 'Bengali', 'Gurmukhi', 'Gujarati', 'Oriya', 'Tamil', 'Telugu', 'Kannada', 'Malayalam', 'Sinhala'],
  ...['Thai', 'Lao', 'Tibetan', 'Myanmar', 'Khmer'],
  ...['Latin Han Hiragana Katakana', 'Latin Han Bopomofo', 'Latin Han Hangul'],
];
const oneWriting = scripts.map((some) => {
  const classes = some.split(' ').map((script) => String.raw`\p{scx=${script}}`);
  return new RegExp(String.raw`^[${classes.join('')}\p{sc=Common}\p{sc=Inherited}]+$`, 'u');
});

/** Cyrillic, Greek and Armenian letters that are drawn like Latin ones: a label of nothing else passes for a Latin word. */
const looksLatin = /^[асԁеһіјӏорԛѕԝхуъЬҽпгѵѡүҫзαικνορτυχγωοհոսցօքԼ0-9-]+$/u;
const letters = /^[\p{L}\p{M}\p{N}-]*$/u;

/** The address with its host as it should be shown, or null where the address can stand as it is. */
export function shownAddress(address: string, hostname: string): string | null {
  const start = /^(?:https?:\/\/)?[/\\]*[@:]*/i.exec(address)?.[0].length ?? 0;
  const host = /^[^/\\?#:@]*/.exec(address.slice(start))?.[0] ?? '';
  if (!/[^\u0021-\u007e]/.test(host) || !isDeceptive(host)) return null;
  return address.slice(0, start) + hostname + address.slice(start + host.length);
}

function isDeceptive(host: string): boolean {
  const labels = host.normalize('NFKC').toLowerCase().split('.');
  const ending = labels.findLast((label) => label !== '') ?? '';
  return labels.some(
    (label) =>
      /[^\u0021-\u007e]/.test(label) &&
      (!letters.test(label) ||
        !oneWriting.some((writing) => writing.test(label)) ||
        // `пример.рф` is in its own script to the end; `сосо.com` only begins in it.
        (label !== ending && looksLatin.test(label) && /^[\u0021-\u007e]*$/.test(ending))),
  );
}
