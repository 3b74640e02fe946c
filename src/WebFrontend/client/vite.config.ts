import { svelte } from '@sveltejs/vite-plugin-svelte';
import { VitePWA } from 'vite-plugin-pwa';
import { defineConfig } from 'vitest/config';
import { manifest } from './scripts/manifest';
import { texts } from './scripts/texts';

const server = 'http://localhost:5080';

/**
 * The chat and the pages that lead into it, with all they need. Every link opens them, and they come with the first script rather
 * than a round trip after it; one file compresses better than many small ones.
 */
const firstVisit = /src\/(?:start\.ts|views\/(?:chat\/ChatView|joining\/JoinPage)\.svelte)$/;

/** What chooses the language and fetches its texts: run before, and beside, everything else. */
const beforeAll = /preload-helper|src\/(?:language\/|state\/joining\/linkPassword|models\/app\/router)/;

/** `texts-de-….js` and `texts-de-more-….js`, after `virtual:texts/de/first`. */
const nameOf = (id: string | null) => {
  const [, tag, part] = /^\0virtual:texts\/([\w-]+)\/(\w+)$/.exec(id ?? '') ?? [];
  if (tag === undefined) return '[name]';
  return part === 'first' ? `texts-${tag}` : `texts-${tag}-${part}`;
};

export default defineConfig({
  plugins: [
    svelte(),
    texts('base'),
    VitePWA({
      registerType: 'prompt',
      // Our own registration (net/serviceWorker.ts) is an external script, as the CSP asks.
      injectRegister: false,
      manifest,
      strategies: 'injectManifest',
      srcDir: 'src/sw',
      filename: 'sw.ts',
      injectManifest: {
        globPatterns: ['**/*.{js,css,html,svg,woff2}', 'icons/icon-192.png', 'icons/badge-192.png'],
        // Fetched only by those who need them: the extended alphabet, and what draws a PDF.
        globIgnores: ['**/inter-latin-ext-*', '**/pdf*'],
        buildPlugins: { vite: [texts('base')] },
        rollupFormat: 'iife',
        sourcemap: false,
      },
    }),
  ],
  build: {
    outDir: '../wwwroot',
    emptyOutDir: true,
    target: 'es2022',
    sourcemap: false,
    // A data: URL for a font or an icon would need a looser CSP and could not be cached on its own.
    assetsInlineLimit: 0,
    // Every browser of this target preloads modules; where one does not, they merely come later.
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: {
        chunkFileNames: ({ facadeModuleId }) => `assets/${nameOf(facadeModuleId)}-[hash].js`,
        codeSplitting: {
          groups: [
            { name: 'language', test: beforeAll, priority: 2 },
            { name: 'base', test: firstVisit, priority: 1 },
          ],
        },
      },
    },
  },
  server: {
    proxy: {
      '/api': server,
      '/hubs': { target: server, ws: true },
      '/outbox': server,
    },
  },
  test: {
    include: ['test/**/*.test.ts'],
    setupFiles: ['test/inEnglish.ts'],
    restoreMocks: true,
    // Generous: a machine that does other things too is slow, and what takes this long has gone wrong.
    testTimeout: 60_000,
  },
});
