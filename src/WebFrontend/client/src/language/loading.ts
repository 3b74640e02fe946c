import texts from 'virtual:texts';
import { learn, speak } from './texts';

let fetchRest: () => Promise<{ default: Parameters<typeof learn>[0] }>;
let rest: Promise<void> | null = null;

/** The tags of all languages of the app. */
export const tags: readonly string[] = Object.keys(texts);

/** Everything that the way into a chat and the chat itself say, in one of our languages. */
export async function loadTexts(tag: string): Promise<void> {
  const first = await texts[tag]?.();
  if (first === undefined) throw new Error(`There is no language ${tag}.`);
  fetchRest = first.more;
  speak(tag, first.default);
}

/** All other texts, fetched once. */
export function allTexts(): Promise<void> {
  rest ??= fetchRest()
    .then((more) => learn(more.default))
    .catch((error: unknown) => {
      rest = null;
      throw error;
    });
  return rest;
}

/** A part of the app that not every visit needs, and the texts it says: both or nothing. */
export async function part<T>(load: () => Promise<T>): Promise<T> {
  const [loaded] = await Promise.all([load(), allTexts()]);
  return loaded;
}
