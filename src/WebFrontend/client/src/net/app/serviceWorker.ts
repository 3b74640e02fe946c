import { announceAgain, offer } from './newVersion';
import { isWorkerWord, type WorkerWord } from '../../models/notifications/workerWords';

export { keepLanguage } from './keptLanguage';

/** A page that stays open for days looks for a new version when a person comes back to it, at most this often. */
const betweenLooks = 30 * 60_000;

export function onWorkerWord(listener: (word: WorkerWord) => void): void {
  if (!('serviceWorker' in navigator)) return;
  navigator.serviceWorker.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    if (isWorkerWord(data)) listener(data);
  });
}

/**
 * Installs the service worker, where there is one: not in development, and not on plain http other than localhost, where
 * browsers offer none and the app works without.
 */
export function registerServiceWorker(): void {
  if (!import.meta.env.PROD) return;
  addEventListener('vite:preloadError', () => void lookForReplacement());
  if (!('serviceWorker' in navigator)) return;
  const { serviceWorker } = navigator;
  let controlled = serviceWorker.controller !== null;
  serviceWorker.addEventListener('controllerchange', () => {
    // The first worker merely takes charge of a page that is already current; the next one replaces what runs here.
    if (controlled) location.reload();
    controlled = true;
  });
  if (document.readyState === 'complete') whenQuiet(install);
  else addEventListener('load', () => whenQuiet(install));
}

/** Fetching the whole app for later must not compete with showing what is waited for now. */
function whenQuiet(work: () => Promise<void>): void {
  // Typed as always there; Safari has it not.
  if ('requestIdleCallback' in globalThis) requestIdleCallback(() => void work(), { timeout: 10_000 });
  else setTimeout(() => void work(), 3000);
}

async function install(): Promise<void> {
  try {
    const registration = await navigator.serviceWorker.register('/sw.js', { updateViaCache: 'none' });
    if (registration.waiting) offerWorker(registration.waiting);
    registration.addEventListener('updatefound', () => watch(registration.installing));
    lookNowAndThen(registration);
  } catch (error) {
    // The app is whole without it; what is lost is opening it offline.
    console.warn('The service worker could not be installed.', error);
  }
}

function watch(worker: ServiceWorker | null): void {
  worker?.addEventListener('statechange', () => {
    if (worker.state === 'installed' && navigator.serviceWorker.controller !== null) offerWorker(worker);
  });
}

function lookNowAndThen(registration: ServiceWorkerRegistration): void {
  let looked = Date.now();
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState !== 'visible' || Date.now() - looked < betweenLooks) return;
    looked = Date.now();
    registration.update().catch((error: unknown) => console.debug('No new version could be looked for.', error));
  });
}

function offerWorker(worker: ServiceWorker): void {
  offer(() => worker.postMessage({ type: 'SKIP_WAITING' }));
}

/** A part of this page could not be fetched. Is it gone because there is a newer version? Without a worker, nothing else tells. */
async function lookForReplacement(): Promise<void> {
  if (announceAgain()) return;
  try {
    const registration = await navigator.serviceWorker?.getRegistration();
    // A newer worker brings the newer page; this one would only show the old one again.
    if (registration !== undefined) await registration.update();
    else if (await isReplaced()) offer(() => location.reload());
  } catch (error) {
    // Then it was the connection; the page says so where the part should be.
    console.debug('Nothing can be asked of the server now.', error);
  }
}

async function isReplaced(): Promise<boolean> {
  const answer = await fetch('/index.html', { cache: 'no-store' });
  const mine = document.querySelector<HTMLScriptElement>('script[type="module"][src]');
  return answer.ok && mine !== null && !(await answer.text()).includes(new URL(mine.src).pathname);
}
