// Prints what a browser has to load before the first page, compressed, and fails above the budget.
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, gzipSync } from 'node:zlib';

const budget = 60_000;
const assets = fileURLToPath(new URL('../../wwwroot/assets/', import.meta.url));

const scripts = readdirSync(assets)
  .filter((name) => name.endsWith('.js'))
  .map((name) => {
    const source = readFileSync(assets + name);
    return { name, raw: source.length, gzip: gzipSync(source).length, brotli: brotliCompressSync(source).length };
  })
  .sort((a, b) => b.gzip - a.gzip);

const sum = (key) => scripts.reduce((total, script) => total + script[key], 0);
console.table(Object.fromEntries(scripts.map(({ name, ...sizes }) => [name, sizes])));
console.log(`All scripts together: ${sum('gzip')} bytes gzip, ${sum('brotli')} bytes brotli (budget ${budget} gzip).`);
if (sum('gzip') > budget) {
  console.error('The scripts are over the budget.');
  process.exit(1);
}
