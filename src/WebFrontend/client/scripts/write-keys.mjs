// Writes what each text of the pages has to be given, for the compiler: npm run keys.
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { keysSource } from './keys.mjs';

writeFileSync(fileURLToPath(new URL('../src/language/keys.ts', import.meta.url)), keysSource());
