import { formatRoute, parseRoute, withoutPassword, type Route } from '../../models/app/router';

interface Visit {
  /** The path this page was reached from, inside the app; null for the first page. */
  from: string | null;
}

function isVisit(state: unknown): state is Visit {
  return typeof state === 'object' && state !== null && 'from' in state;
}

/** The page shown, as the address bar has it. */
class Navigation {
  route = $state.raw<Route>(parseRoute(location));

  start(): () => void {
    const follow = () => (this.route = parseRoute(location));
    const click = (event: MouseEvent) => this.#followLink(event);
    addEventListener('popstate', follow);
    document.addEventListener('click', click);
    return () => {
      removeEventListener('popstate', follow);
      document.removeEventListener('click', click);
    };
  }

  go(route: Route): void {
    const path = formatRoute(route);
    const here = location.pathname + location.search;
    if (path !== here) history.pushState({ from: here } satisfies Visit, '', path);
    this.route = route;
  }

  replace(route: Route): void {
    history.replaceState(history.state, '', formatRoute(route));
    this.route = route;
  }

  /** To the page above: back in history when that is where we came from, so that `Back` and the browser's own agree. */
  up(route: Route): void {
    const visit: unknown = history.state;
    if (isVisit(visit) && visit.from === formatRoute(route)) history.back();
    else this.replace(route);
  }

  /** Ordinary links of ours change the page without loading it again; everything else is the browser's. */
  #followLink(event: MouseEvent): void {
    if (event.defaultPrevented || event.button !== 0) return;
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const link = event.target instanceof Element ? event.target.closest('a') : null;
    if (link === null || link.target !== '' || link.origin !== location.origin || link.hash !== '') return;
    // A link with a password in its path is loaded again: it is read, and hidden, before anything else.
    if (withoutPassword(link.pathname) !== link.pathname) return;
    const route = parseRoute(link);
    if (route.page === 'unknown') return;
    event.preventDefault();
    this.go(route);
  }
}

export const navigation = new Navigation();
