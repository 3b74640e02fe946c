/** Made by `scripts/texts.ts` from `src/Languages`. */
declare module 'virtual:texts' {
  type Fetched = { default: import('./texts').Texts };
  /** By the language's tag: fetches what is said first, and with it what fetches the rest. */
  const texts: Readonly<Record<string, () => Promise<Fetched & { more: () => Promise<Fetched> }>>>;
  export default texts;
}

declare module 'virtual:texts/worker' {
  /** By the language's tag: what the service worker says. */
  const texts: Readonly<Record<string, import('./texts').Texts>>;
  export default texts;
}
