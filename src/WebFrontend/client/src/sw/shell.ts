import { cleanupOutdatedCaches, createHandlerBoundToURL, precacheAndRoute } from 'workbox-precaching';
import { NavigationRoute, registerRoute } from 'workbox-routing';
import { notPages } from './notPages';

/** The letters that few languages need, fetched by those whose messages have them. */
const rareFont = /^\/assets\/inter-latin-ext-[^/]+\.woff2$/;
const fonts = 'fonts';

/** The app's own files, from the moment it is installed; and its one page for every address a person can open. */
export function serveShell(): void {
  // The build puts the list of files in this very place.
  precacheAndRoute((self as unknown as { __WB_MANIFEST: [] }).__WB_MANIFEST);
  cleanupOutdatedCaches();
  registerRoute(new NavigationRoute(createHandlerBoundToURL('/index.html'), { denylist: notPages }));
  registerRoute(({ url, sameOrigin }) => sameOrigin && rareFont.test(url.pathname), rareLetters);
}

/** Its name bears a hash of its content: what is there is right, and an older one is of no use any more. */
async function rareLetters({ request }: { request: Request }): Promise<Response> {
  const cache = await caches.open(fonts);
  const kept = await cache.match(request.url);
  if (kept !== undefined) return kept;
  const answer = await fetch(request);
  if (answer.ok) {
    await Promise.all((await cache.keys()).map((old) => cache.delete(old)));
    await cache.put(request.url, answer.clone());
  }
  return answer;
}
