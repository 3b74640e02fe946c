import { inList, t } from '../../language/texts';
import { firstGrapheme } from './people';
import type { Participant } from '../protocol';

const mostNamed = 3;

/** Who is in the chat, oneself first, in one line of the sidebar: "You, Bob, Li and 197 more". A first name that two have gets an initial. */
export function namesInBrief([first, ...others]: readonly Participant[], me: string): string {
  if (first === undefined) return '';
  const all = [first, ...others];
  if (others.length === 0 && first.id === me) return t('people.youAfter', { name: first.name });
  const count = new Map<string, number>();
  for (const { name } of all) count.set(name, (count.get(name) ?? 0) + 1);
  const nameOf = ({ id, name, surname }: Participant) => {
    if (id === me) return t('app.you');
    const initial = (count.get(name) ?? 0) > 1 ? firstGrapheme(surname) : '';
    return initial === '' ? name : `${name} ${initial}.`;
  };
  const left = all.length - mostNamed;
  const named = all.slice(0, mostNamed).map(nameOf);
  return inList(left > 0 ? [...named, t('people.more', { count: left })] : named);
}
