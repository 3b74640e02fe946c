/**
 * What was shared from another app, between the moment the service worker took it and the chat it goes to. One thing at
 * a time: the next share replaces it. It stays on this device until it is sent.
 */
export interface Shared {
  text: string;
  files: File[];
}

const cacheName = 'shared';
const notePath = '/share/note';
/** What has no chat by then was given up. */
const lifetime = 24 * 3_600_000;

interface Note {
  at: number;
  text: string;
  files: { name: string; type: string; lastModified: number }[];
}

const pathOf = (index: number) => `/share/${index}`;

/** Throws when the device has no room for it. */
export async function keepShared({ text, files }: Shared): Promise<void> {
  await caches.delete(cacheName);
  const cache = await caches.open(cacheName);
  await Promise.all(files.map((file, index) => cache.put(pathOf(index), new Response(file))));
  const note: Note = {
    at: Date.now(),
    text,
    files: files.map(({ name, type, lastModified }) => ({ name, type, lastModified })),
  };
  await cache.put(notePath, Response.json(note));
}

/** Null when there is nothing, or no longer. */
export async function readShared(): Promise<Shared | null> {
  if (!('caches' in globalThis) || !(await caches.has(cacheName))) return null;
  const cache = await caches.open(cacheName);
  const note = (await (await cache.match(notePath))?.json()) as Note | undefined;
  if (note === undefined || Date.now() - note.at > lifetime) {
    await forgetShared();
    return null;
  }
  const files = await Promise.all(
    note.files.map(async ({ name, type, lastModified }, index) => {
      const kept = await cache.match(pathOf(index));
      return kept === undefined ? null : new File([await kept.blob()], name, { type, lastModified });
    }),
  );
  return { text: note.text, files: files.filter((file) => file !== null) };
}

export async function forgetShared(): Promise<void> {
  await caches.delete(cacheName);
}
