import { svelte } from '@sveltejs/vite-plugin-svelte';
import { VitePWA } from 'vite-plugin-pwa';
import { defineConfig } from 'vitest/config';
import { manifest } from './scripts/manifest';

const server = 'http://localhost:5080';

/**
 * The chat and the pages that lead into it, with all they need. Every link opens them, and they come with the first script rather
 * than a round trip after it; one file compresses better than many small ones.
 */
const firstVisit = /src\/(?:main\.ts|views\/(?:chat\/ChatView|joining\/JoinPage)\.svelte)$/;

export default defineConfig({
  plugins: [
    svelte(),
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
        codeSplitting: { groups: [{ name: 'base', test: firstVisit }] },
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
    restoreMocks: true,
    // Generous: a machine that does other things too is slow, and what takes this long has gone wrong.
    testTimeout: 60_000,
  },
});
