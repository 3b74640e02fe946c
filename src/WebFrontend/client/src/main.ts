import { mount } from 'svelte';
import './styles/fonts.css';
import './styles/tokens.css';
import './styles/base.css';
import { install } from './state/app/install.svelte';
import { takeLinkPassword } from './state/joining/linkPassword';
import { navigation } from './state/app/navigation.svelte';
import App from './views/App.svelte';

// Before anything else: a password must not stay in the address bar, in the history, or in a screenshot.
takeLinkPassword();

install.start();

const target = document.getElementById('app');
if (target === null) throw new Error('index.html has no element #app.');
mount(App, { target });

// Nothing that is waited for: without it the page is whole, and only not kept for later.
import('./net/app/serviceWorker').then(
  ({ onWorkerWord, registerServiceWorker }) => {
    onWorkerWord(({ chatId }) => navigation.go({ page: 'chat', chatId, sidebar: null, personId: null }));
    registerServiceWorker();
  },
  (error: unknown) => console.warn('The service worker could not be asked for.', error),
);
