import { parseRoute, passwordInFragment } from '../models/router';

let carried: { chatId: string; password: string } | null = null;

/** Reads the password of a join link (`/c/{chat}#{password}`) and takes it out of the address bar. */
export function takeLinkPassword(): void {
  const route = parseRoute(location);
  if (route.page !== 'chat') return;
  const password = passwordInFragment(location.hash);
  if (location.hash !== '' || location.href.endsWith('#')) {
    history.replaceState(history.state, '', location.pathname + location.search);
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
