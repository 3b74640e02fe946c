import { svelte } from '@sveltejs/vite-plugin-svelte';
import { VitePWA } from 'vite-plugin-pwa';
import { defineConfig } from 'vitest/config';

const server = 'http://localhost:5080';

/** Paths that belong to the server: the service worker never answers a navigation to them. */
const serverPaths = [/^\/api(\/|$)/, /^\/hubs(\/|$)/, /^\/openapi(\/|$)/, /^\/health(\/|$)/, /^\/outbox(\/|$)/];

export default defineConfig({
  plugins: [
    svelte(),
    VitePWA({
      registerType: 'prompt',
      // Our own registration (net/serviceWorker.ts) is an external script, as the CSP asks.
      injectRegister: false,
      manifest: {
        id: '/',
        name: 'ConnectNow Chat',
        short_name: 'ConnectNow',
        description: 'Group chat that opens from a link: no account, no download.',
        lang: 'en-GB',
        start_url: '/',
        scope: '/',
        display: 'standalone',
        background_color: '#F2F3FC',
        theme_color: '#FFFFFF',
        categories: ['communication', 'business'],
        icons: [
          { src: '/icons/icon-192.png', sizes: '192x192', type: 'image/png', purpose: 'any' },
          { src: '/icons/icon-512.png', sizes: '512x512', type: 'image/png', purpose: 'any' },
          { src: '/icons/maskable-512.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' },
        ],
      },
      workbox: {
        globPatterns: ['**/*.{js,css,html,svg,woff2}', 'icons/icon-192.png'],
        // The extended alphabet is fetched only by those whose messages need it.
        globIgnores: ['**/inter-latin-ext-*'],
        navigateFallback: '/index.html',
        navigateFallbackDenylist: serverPaths,
        cleanupOutdatedCaches: true,
        inlineWorkboxRuntime: true,
        sourcemap: false,
        runtimeCaching: [
          {
            urlPattern: /\/assets\/inter-latin-ext-.*\.woff2$/,
            handler: 'CacheFirst',
            options: { cacheName: 'fonts', expiration: { maxEntries: 4 } },
          },
        ],
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
  },
});
