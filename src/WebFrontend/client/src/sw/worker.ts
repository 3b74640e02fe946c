/** This very worker, as the language knows only its general kind. */
export const worker = self as unknown as ServiceWorkerGlobalScope;
