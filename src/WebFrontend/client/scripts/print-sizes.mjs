// Prints what a browser loads from the link to the open chat (joining pages and chat, not what is fetched on demand),
// compressed, and fails above the budget.
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, gzipSync } from 'node:zlib';

const budget = 60_000;
const firstVisit = /^(?:index|JoinPage|ChatView)-/;
const assets = fileURLToPath(new URL('../../wwwroot/assets/', import.meta.url));

const sources = new Map(
  readdirSync(assets)
    .filter((name) => name.endsWith('.js'))
    .map((name) => [name, readFileSync(assets + name, 'utf8')]),
);

const loaded = new Set();
const follow = (name) => {
  if (loaded.has(name) || !sources.has(name)) return;
  loaded.add(name);
  for (const [, imported] of sources.get(name).matchAll(/(?:from|import)\s*["']\.\/([^"']+\.js)["']/g))
    follow(imported);
};
for (const name of sources.keys()) if (firstVisit.test(name)) follow(name);

const rows = [...sources].map(([name, source]) => ({
  name,
  first: loaded.has(name),
  gzip: gzipSync(source).length,
  brotli: brotliCompressSync(source).length,
}));
rows.sort((a, b) => Number(b.first) - Number(a.first) || b.gzip - a.gzip);
const sum = (key) => rows.filter((row) => row.first).reduce((total, row) => total + row[key], 0);

console.table(Object.fromEntries(rows.map(({ name, ...row }) => [name, row])));
console.log(`First visit: ${sum('gzip')} bytes gzip, ${sum('brotli')} bytes brotli (budget ${budget} gzip).`);
if (sum('gzip') > budget) {
  console.error('The scripts of a first visit are over the budget.');
  process.exit(1);
}
