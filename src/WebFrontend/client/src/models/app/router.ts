/** What the address bar can say. The path alone decides which page is shown, so that back, forward and reload work. */
export type SidebarPage = 'info' | 'about' | 'people' | 'person' | 'files' | 'notifications' | 'flows';

export type Route =
  | { page: 'home' }
  | { page: 'sign-in'; chatId: string | null }
  | { page: 'terms' }
  | { page: 'share'; failed: boolean }
  | { page: 'chat'; chatId: string; sidebar: SidebarPage | null; personId: string | null }
  | { page: 'unknown'; path: string };

const id = '[0-9a-z]{16}';
const chatPath = new RegExp(`^/c/(${id})(?:/(info|about|people|files|notifications|flows)(?:/(${id}))?)?$`);
/** `#` as it comes out of programs that escape what they should not: once, or again and again. */
const bentLink = new RegExp(`^(/c/${id})%(?:25)*23(.*)$`, 's');
const bareId = new RegExp(`^${id}$`);

export function parseRoute(url: { pathname: string; search: string }): Route {
  const path = withoutTrailingSlashes(withoutPassword(url.pathname));
  if (path === '/') return { page: 'home' };
  if (path === '/terms') return { page: 'terms' };
  if (path === '/share') return { page: 'share', failed: new URLSearchParams(url.search).has('failed') };
  if (path === '/sign-in') {
    const chatId = new URLSearchParams(url.search).get('chat');
    return { page: 'sign-in', chatId: chatId !== null && bareId.test(chatId) ? chatId : null };
  }
  return parseChatPath(path) ?? { page: 'unknown', path };
}

/** By counting: an expression would try each of many slashes in the middle as the first of those at the end. */
function withoutTrailingSlashes(path: string): string {
  let length = path.length;
  while (length > 1 && path[length - 1] === '/') length -= 1;
  return path.slice(0, length);
}

/** Marks of the sentence around a link, taken along by who copied it: no path of ours ends in one. */
const copiedAlong = /(?:[.,;:!?)\]}'*_]|%22|%3E)+$/i;
const longestChatPath = 100;

function parseChatPath(path: string): Route | null {
  const match = path.length > longestChatPath ? null : chatPath.exec(path.replace(copiedAlong, ''));
  if (match?.[1] === undefined) return null;
  const section = match[2] as Exclude<SidebarPage, 'person'> | undefined;
  const personId = match[3] ?? null;
  if (personId !== null) {
    return section === 'people' ? { page: 'chat', chatId: match[1], sidebar: 'person', personId } : null;
  }
  return { page: 'chat', chatId: match[1], sidebar: section ?? null, personId: null };
}

export function formatRoute(route: Route): string {
  switch (route.page) {
    case 'home':
      return '/';
    case 'terms':
      return '/terms';
    case 'share':
      return route.failed ? '/share?failed' : '/share';
    case 'sign-in':
      return route.chatId === null ? '/sign-in' : `/sign-in?chat=${route.chatId}`;
    case 'unknown':
      return route.path;
    case 'chat': {
      const base = `/c/${route.chatId}`;
      if (route.sidebar === null) return base;
      if (route.sidebar === 'person') return `${base}/people/${route.personId ?? ''}`;
      return `${base}/${route.sidebar}`;
    }
  }
}

/** The page that `Back` in the sidebar leads to. */
export function parentOf(page: SidebarPage): SidebarPage | null {
  if (page === 'info') return null;
  return page === 'person' ? 'people' : 'info';
}

/** The path without a password that stands in it: `/c/{chat}%23{password}` is `/c/{chat}#{password}`, bent on its way. */
export function withoutPassword(path: string): string {
  return bentLink.exec(path)?.[1] ?? path;
}

/** The password that a link carries: after `#`, or where that was bent into the path. */
export function passwordInLink({ pathname, hash }: { pathname: string; hash: string }): string | null {
  return passwordInFragment(hash) ?? passwordInFragment(bentLink.exec(pathname)?.[2] ?? '');
}

/** The link that leads into a chat; with a password, it carries that where no server ever sees it. */
export function joinLink(origin: string, chatId: string, password?: string): string {
  return `${origin}/c/${chatId}${password === undefined ? '' : `#${encodeURIComponent(password)}`}`;
}

/**
 * The password that a link carried after `#`. It is percent-encoded; one that was pasted without encoding and is not
 * decodable is taken as it stands.
 */
export function passwordInFragment(hash: string): string | null {
  const raw = hash.startsWith('#') ? hash.slice(1) : hash;
  if (raw === '') return null;
  try {
    return decodeURIComponent(raw);
  } catch (error) {
    if (error instanceof URIError) return raw;
    throw error;
  }
}
