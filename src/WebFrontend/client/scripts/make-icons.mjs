// Draws the PNG icons from public/icons/icon.svg with a headless Chromium (CHROMIUM, or `chromium` on the PATH).
// The results are committed: run this only after the SVG has changed.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const icons = fileURLToPath(new URL('../public/icons/', import.meta.url));
const svg = readFileSync(join(icons, 'icon.svg'), 'utf8');
const square = svg.replace(' rx="116"', '');
// A maskable icon keeps what matters inside the middle 80 %; the ground runs to the edge.
const maskable = square.replace(/(<rect[^>]*\/>)([\s\S]*)<\/svg>/, (_, ground, marks) => {
  return `${ground}<g transform="translate(256 256) scale(.8) translate(-256 -256)">${marks}</g></svg>`;
});

const lines =
  '<mask id="m"><rect width="512" height="512" fill="#fff"/>' +
  '<path d="M204 164h88M204 214h156" stroke="#000" stroke-width="26" stroke-linecap="round"/></mask>';
// Systems take only the shape of it, and paint that themselves: the front bubble, its lines cut out.
const shape = svg
  .replace(/<defs>[\s\S]*<\/defs>\s*<rect[^>]*\/>\s*<path[^>]*fill-opacity[^>]*\/>/, lines)
  .replace(/<path d="M152/, '<path mask="url(#m)" d="M152')
  .replace(/<path d="M204[^>]*fill="none"\/>/, '')
  .replace('viewBox="0 0 512 512"', 'viewBox="124 70 320 320"');

const drawings = [
  { name: 'icon-192.png', size: 192, source: svg },
  { name: 'icon-512.png', size: 512, source: svg },
  { name: 'maskable-512.png', size: 512, source: maskable },
  { name: 'apple-touch-icon.png', size: 180, source: square },
  { name: 'badge-192.png', size: 192, source: shape },
];

const scratch = mkdtempSync(join(tmpdir(), 'icons-'));
for (const { name, size, source } of drawings) {
  const page = join(scratch, `${name}.html`);
  writeFileSync(page, `<style>body{margin:0}svg{display:block;width:${size}px;height:${size}px}</style>${source}`);
  execFileSync(process.env.CHROMIUM ?? 'chromium', [
    '--headless',
    '--no-sandbox',
    '--disable-background-networking',
    '--hide-scrollbars',
    '--default-background-color=00000000',
    `--user-data-dir=${join(scratch, 'profile')}`,
    `--window-size=${size},${size}`,
    `--screenshot=${join(icons, name)}`,
    `file://${page}`,
  ]);
}
rmSync(scratch, { recursive: true, force: true });
