import { tags } from './loading';
import { best, find } from './tags';

const key = 'connectnow-language';

/** What a link asks for stands for as long as its tab, what a person chooses for as long as the device keeps it. */
export function chosenLanguage(): string {
  const asked = find(tags, new URLSearchParams(location.search).get('lang'));
  if (asked !== null) keep(() => sessionStorage, asked);
  return best(tags, [asked, kept(() => sessionStorage), kept(() => localStorage), ...navigator.languages]);
}

/** From the next page on, on this device; it comes before what a link has asked for. */
export function chooseLanguage(tag: string): void {
  keep(() => localStorage, tag);
  keep(() => sessionStorage, tag);
}

function kept(storage: () => Storage): string | null {
  try {
    return storage().getItem(key);
  } catch (error) {
    console.debug('The browser keeps nothing.', error);
    return null;
  }
}

function keep(storage: () => Storage, tag: string): void {
  try {
    storage().setItem(key, tag);
  } catch (error) {
    console.debug('The language is not kept.', error);
  }
}
