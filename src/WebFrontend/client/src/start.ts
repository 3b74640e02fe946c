import { mount } from 'svelte';
import './styles/fonts.css';
import './styles/tokens.css';
import './styles/base.css';
import { allTexts } from './language/loading';
import { spoken } from './language/texts';
import { install } from './state/app/install.svelte';
import { navigation } from './state/app/navigation.svelte';
import App from './views/App.svelte';

// Not later: the browser says only once, early, that it could.
install.start();

/** Once the texts of the language are there. */
export function start(): void {
  const target = document.getElementById('app');
  if (target === null) throw new Error('index.html has no element #app.');
  mount(App, { target });
  // Fetched before they are needed. A part of the app that is opened without them fetches them itself.
  allTexts().catch((error: unknown) => console.warn('Some texts did not arrive.', error));
  // Nothing that is waited for: without it the page is whole, and only not kept for later.
  import('./net/app/serviceWorker').then(
    ({ keepLanguage, onWorkerWord, registerServiceWorker }) => {
      keepLanguage(spoken());
      onWorkerWord(({ chatId }) => navigation.go({ page: 'chat', chatId, sidebar: null, personId: null }));
      registerServiceWorker();
    },
    (error: unknown) => console.warn('The service worker could not be asked for.', error),
  );
}
