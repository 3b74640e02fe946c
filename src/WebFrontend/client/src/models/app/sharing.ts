/** What another app says it shares. Android puts an address into any of the three. */
export interface SharedWords {
  title: string | null;
  text: string | null;
  url: string | null;
}

/** The words as one text for a message: nothing twice, the address on a line of its own. */
export function textOf({ title, text, url }: SharedWords): string {
  const lines: string[] = [];
  for (const part of [title, text, url]) {
    const words = part?.trim() ?? '';
    if (words !== '' && !lines.some((line) => line.includes(words))) lines.push(words);
  }
  return lines.join('\n');
}
