import { worker } from './worker';

/**
 * A new version waits until a person consents: the page that asked, and every other tab with it, then loads once more. The
 * very first version takes charge at once: there is nothing in use that it could replace.
 */
export function replaceOnWish(): void {
  worker.addEventListener('message', (event) => {
    if ((event.data as { type?: string } | null)?.type === 'SKIP_WAITING') void worker.skipWaiting();
  });
  worker.addEventListener('activate', (event) => event.waitUntil(worker.clients.claim()));
}
