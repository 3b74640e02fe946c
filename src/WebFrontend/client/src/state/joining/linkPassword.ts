import { parseRoute, passwordInLink, withoutPassword } from '../../models/app/router';

let carried: { chatId: string; password: string } | null = null;

/** Reads the password of a join link (`/c/{chat}#{password}`, or with `%23` in its place) and takes it out of the address bar. */
export function takeLinkPassword(): void {
  const route = parseRoute(location);
  if (route.page !== 'chat') return;
  const password = passwordInLink(location);
  const path = withoutPassword(location.pathname);
  if (path !== location.pathname || location.hash !== '' || location.href.endsWith('#')) {
    history.replaceState(history.state, '', path + location.search);
  }
  if (password !== null) carried = { chatId: route.chatId, password };
}

/** The password that came with the link to this chat; only once. */
export function linkPasswordOf(chatId: string): string | null {
  if (carried?.chatId !== chatId) return null;
  const { password } = carried;
  carried = null;
  return password;
}
