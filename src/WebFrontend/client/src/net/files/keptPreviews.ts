/**
 * Previews of files, kept so that a chat has its pictures without a network too. Each chat has a cache of its own, which goes
 * when the chat goes. Filled by the service worker; only browsers with one ever have any.
 */
const prefix = 'previews-';
/** The newest so many of a chat; and of so many chats. */
const mostOfChat = 80;
const mostChats = 20;

export const previewPath = /^\/api\/chats\/([0-9a-z]{16})\/messages\/\d+\/files\/[^/]+\/preview$/;

const cacheOf = (chatId: string) => prefix + chatId;

export async function keptPreview(chatId: string, path: string): Promise<Response | undefined> {
  const name = cacheOf(chatId);
  return (await caches.has(name)) ? (await caches.open(name)).match(path) : undefined;
}

/** The oldest make room. Throws when the device has none. */
export async function keepPreview(chatId: string, path: string, answer: Response): Promise<void> {
  const cache = await caches.open(cacheOf(chatId));
  await cache.put(path, answer);
  const kept = await cache.keys();
  await Promise.all(kept.slice(0, -mostOfChat).map((oldest) => cache.delete(oldest)));
  const chats = (await caches.keys()).filter((name) => name.startsWith(prefix) && name !== cacheOf(chatId));
  await Promise.all(chats.slice(0, 1 - mostChats).map((oldest) => caches.delete(oldest)));
}

export async function forgetPreview(chatId: string, path: string): Promise<void> {
  if (await caches.has(cacheOf(chatId))) await (await caches.open(cacheOf(chatId))).delete(path);
}

export async function forgetPreviews(chatId: string): Promise<void> {
  await caches.delete(cacheOf(chatId));
}

/** The chats of which there are any. */
export async function chatsWithPreviews(): Promise<string[]> {
  return (await caches.keys()).filter((name) => name.startsWith(prefix)).map((name) => name.slice(prefix.length));
}
