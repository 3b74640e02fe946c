// Prints what a browser loads from the link to the open chat (joining pages and chat, not what is fetched on demand):
// the page, its scripts and its style sheets, and the texts of the largest language, compressed. Fails above the budget.
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, gzipSync } from 'node:zlib';

/** Bytes of brotli. */
const budget = 60_000;
const firstVisit = /^(?:index|JoinPage|ChatView)-/;
const built = fileURLToPath(new URL('../../wwwroot/', import.meta.url));
const assets = `${built}assets/`;

const sources = new Map(
  readdirSync(assets)
    .filter((name) => /\.(?:js|css)$/.test(name))
    .map((name) => [name, readFileSync(assets + name, 'utf8')]),
);
const page = readFileSync(`${built}index.html`, 'utf8');

const loaded = new Set();
const follow = (name) => {
  if (loaded.has(name) || !sources.has(name)) return;
  loaded.add(name);
  for (const [, imported] of sources.get(name).matchAll(/(?:from|import)\s*["']\.\/([^"']+\.js)["']/g))
    follow(imported);
};
for (const name of sources.keys()) if (firstVisit.test(name) || page.includes(`/assets/${name}`)) follow(name);

const sizes = (name, source, first) => ({
  name,
  first,
  gzip: gzipSync(source).length,
  brotli: brotliCompressSync(source).length,
});
const rows = [...sources].map(([name, source]) => sizes(name, source, loaded.has(name)));
rows.push(sizes('index.html', page, true));
rows.sort((a, b) => Number(b.first) - Number(a.first) || b.gzip - a.gzip);
/** The texts of one language are loaded first: those of the language that needs most. */
const texts = (key) => Math.max(...rows.filter((row) => isFirstTexts(row.name)).map((row) => row[key]));
const isFirstTexts = (name) => name.startsWith('texts-') && !name.includes('-more-');
const sum = (key) => rows.filter((row) => row.first).reduce((total, row) => total + row[key], texts(key));

console.table(Object.fromEntries(rows.map(({ name, ...row }) => [name, row])));
console.log(`First visit: ${sum('gzip')} bytes gzip, ${sum('brotli')} bytes brotli (budget ${budget} brotli).`);
if (sum('brotli') > budget) {
  console.error('A first visit loads more than the budget.');
  process.exit(1);
}
