import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

/** The rules of a style sheet whose selector has `:hover`, and which no `@media (hover: hover)` stands around. */
export function unguardedHovers(css: string): string[] {
  const found: string[] = [];
  const around: string[] = [];
  for (const [, prelude = '', brace] of css.replace(/\/\*[^]*?\*\//g, '').matchAll(/([^{};]*)([{};])/g)) {
    if (brace === '}') around.pop();
    if (brace !== '{') continue;
    const isGuarded = around.some((rule) => /@media[^{]*\(hover: ?hover\)/.test(rule));
    if (prelude.includes(':hover') && !isGuarded) found.push(prelude.trim());
    around.push(prelude);
  }
  return found;
}

test('a finger that taps leaves no hover behind: every hover is for devices that hover', () => {
  const sheets = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((name) =>
    /\.(?:svelte|css)$/.test(name),
  );
  const found = sheets.flatMap((name) => {
    const text = readFileSync(`src/${name}`, 'utf8');
    const css = name.endsWith('.css') ? text : (/<style[^>]*>([^]*)<\/style>/.exec(text)?.[1] ?? '');
    return unguardedHovers(css).map((selector) => `${name}: ${selector}`);
  });
  expect(sheets.length).toBeGreaterThan(50);
  expect(found).toEqual([]);
});

test('a hover is found unguarded where it is', () => {
  expect(unguardedHovers('a:hover { b: c } @media (hover: hover) { d:hover { e: f } } g, h:hover { i: j }')).toEqual([
    'a:hover',
    'g, h:hover',
  ]);
});
