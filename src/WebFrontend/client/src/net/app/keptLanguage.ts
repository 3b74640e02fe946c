import { best } from '../../language/tags';

// In a cache, which pages and the service worker share; where there is none, there is no service worker either.
const name = 'language';
const key = '/language';

/** Tells the service worker in which language to speak. */
export function keepLanguage(tag: string): void {
  if (!('caches' in globalThis)) return;
  caches
    .open(name)
    .then((cache) => cache.put(key, new Response(tag)))
    .catch((error: unknown) => console.debug('The language is not kept for notifications.', error));
}

/** Which of these the last page spoke; before the first one has, what the browser wishes. */
export async function keptLanguage(tags: readonly string[]): Promise<string> {
  const kept = await caches
    .match(key, { cacheName: name })
    .then((answer) => answer?.text())
    .catch(() => undefined);
  return best(tags, [kept ?? null, ...navigator.languages]);
}
