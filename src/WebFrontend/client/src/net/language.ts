interface WithPage {
  document?: { documentElement: { lang: string } };
}

/**
 * The language that the page is written in: the server's sentences are asked for in it, so that one page speaks one language. The service worker, which
 * has no page, speaks the app's own.
 */
export const language = (): string => (globalThis as WithPage).document?.documentElement.lang ?? 'en-GB';
