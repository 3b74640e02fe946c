import type { ManifestOptions } from 'vite-plugin-pwa';

/** What browsers and systems are told of the app: https://www.w3.org/TR/appmanifest/ */
export const manifest: Partial<ManifestOptions> = {
  id: '/',
  name: 'ConnectNow Chat',
  short_name: 'ConnectNow',
  description: 'Group chat that opens from a link: no account, no download.',
  lang: 'en-GB',
  dir: 'ltr',
  start_url: '/',
  scope: '/',
  display: 'standalone',
  display_override: ['standalone', 'minimal-ui'],
  orientation: 'any',
  background_color: '#F2F3FC',
  theme_color: '#FFFFFF',
  categories: ['communication', 'business', 'social'],
  icons: [
    { src: '/icons/icon-192.png', sizes: '192x192', type: 'image/png', purpose: 'any' },
    { src: '/icons/icon-512.png', sizes: '512x512', type: 'image/png', purpose: 'any' },
    { src: '/icons/maskable-512.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' },
    { src: '/icons/badge-192.png', sizes: '192x192', type: 'image/png', purpose: 'monochrome' },
  ],
  screenshots: [
    screenshot('narrow-chat', '780x1688', 'narrow', 'Talking in a chat'),
    screenshot('narrow-chats', '780x1688', 'narrow', 'All chats of this phone'),
    screenshot('narrow-people', '780x1688', 'narrow', 'Who is in the chat'),
    screenshot('wide-chat', '1280x800', 'wide', 'A chat and the people in it'),
    screenshot('wide-dark', '1280x800', 'wide', 'The same in the dark'),
  ],
  shortcuts: [
    {
      name: 'Your chats',
      short_name: 'Chats',
      url: '/',
      icons: [{ src: '/icons/icon-192.png', sizes: '192x192', type: 'image/png' }],
    },
    {
      name: 'Log in with an email address',
      short_name: 'Log in',
      url: '/sign-in',
      icons: [{ src: '/icons/icon-192.png', sizes: '192x192', type: 'image/png' }],
    },
  ],
  share_target: {
    action: '/share',
    method: 'POST',
    enctype: 'multipart/form-data',
    params: {
      title: 'title',
      text: 'text',
      url: 'url',
      files: [{ name: 'files', accept: ['image/*', 'video/*', 'audio/*', 'application/pdf', '*/*'] }],
    },
  },
  // Never `focus-existing`: it would drop what is shared. Phones use the one window there is, computers open another.
  launch_handler: { client_mode: ['auto'] },
};

function screenshot(name: string, sizes: string, form_factor: 'narrow' | 'wide', label: string) {
  return { src: `/screenshots/${name}.png`, sizes, type: 'image/png', form_factor, label };
}
