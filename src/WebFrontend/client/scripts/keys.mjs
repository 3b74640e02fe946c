import { readFileSync } from 'node:fs';

/** The server's own, save the words for waits and sizes, which the pages say too. */
const isServers = (key) => /^(?:mail|refusal)\./.test(key) && !/^refusal\.(?:wait|size)\./.test(key);

/** The source of src/language/keys.ts, by the texts in English. */
export function keysSource() {
  const file = new URL('../../../Languages/en-GB.json', import.meta.url);
  const texts = Object.entries(JSON.parse(readFileSync(file, 'utf8'))).filter(([key]) => !isServers(key));
  const entries = texts.map(([key, text]) => [key, [...new Set(placeholdersOf(text))]]);
  const plain = entries.filter(([, placeholders]) => placeholders.length === 0).map(([key]) => `'${key}'`);
  const filled = entries.filter(([, placeholders]) => placeholders.length > 0);
  return `// Made by \`npm run keys\` from src/Languages/en-GB.json.

/** Texts that are said as they are. */
type Plain =
${wrapped(plain.map((key) => `| ${key}`))};

/** Texts that something is put into, and what. */
interface Filled {
${filled.map(([key, placeholders]) => `  '${key}': ${placeholders.map((name) => `'${name}'`).join(' | ')};`).join('\n')}
}

export type Key = Plain | keyof Filled;
export type Placeholders = Record<Plain, never> & Filled;
`;
}

/** A text that counts is told the number, whether or not its words have it. */
const placeholdersOf = (text) => [
  ...(typeof text === 'string' ? [] : ['count']),
  ...[...JSON.stringify(text).matchAll(/\{(\w+)\}/g)].map((match) => match[1]),
];

function wrapped(words) {
  const lines = [''];
  for (const word of words) {
    if (lines.at(-1).length + word.length > 116) lines.push('');
    lines[lines.length - 1] += ` ${word}`;
  }
  return lines.map((line) => ` ${line}`).join('\n');
}
