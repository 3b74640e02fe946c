import { worker } from './worker';

/**
 * A new version waits until somebody consents: the page that asked, and every other tab with it, then loads once more. The
 * very first version takes charge at once: there is nothing that it could replace under anybody's hands.
 */
export function replaceOnWish(): void {
  worker.addEventListener('message', (event) => {
    if ((event.data as { type?: string } | null)?.type === 'SKIP_WAITING') void worker.skipWaiting();
  });
  worker.addEventListener('activate', (event) => event.waitUntil(worker.clients.claim()));
}
