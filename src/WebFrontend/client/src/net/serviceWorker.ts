/** Told when a newer version of the app is ready; `apply` switches to it, which loads the page again. */
type NewVersion = (apply: () => void) => void;

let announce: NewVersion | null = null;
let waiting: ServiceWorker | null = null;

export function onNewVersion(listener: NewVersion): void {
  announce = listener;
  if (waiting !== null) offer(waiting);
}

function offer(worker: ServiceWorker): void {
  waiting = worker;
  announce?.(() => worker.postMessage({ type: 'SKIP_WAITING' }));
}

/**
 * Installs the service worker, where there is one: not in development, and not on plain http other than localhost, where
 * browsers offer none and the app works without.
 */
export function registerServiceWorker(): void {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return;
  const hadController = navigator.serviceWorker.controller !== null;
  navigator.serviceWorker.addEventListener('controllerchange', () => {
    // The first worker merely takes charge of a page that is already current.
    if (hadController) location.reload();
  });
  addEventListener('load', () => void install());
}

async function install(): Promise<void> {
  try {
    const registration = await navigator.serviceWorker.register('/sw.js', { updateViaCache: 'none' });
    if (registration.waiting) offer(registration.waiting);
    registration.addEventListener('updatefound', () => watch(registration.installing));
  } catch (error) {
    // The app is whole without it; what is lost is opening it offline.
    console.warn('The service worker could not be installed.', error);
  }
}

function watch(worker: ServiceWorker | null): void {
  worker?.addEventListener('statechange', () => {
    if (worker.state === 'installed' && navigator.serviceWorker.controller !== null) offer(worker);
  });
}
