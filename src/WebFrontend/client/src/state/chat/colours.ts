import { getContext, setContext } from 'svelte';
import { avatarColour } from '../../models/people/people';

type ColourOf = (id: string) => number | undefined;

const key = Symbol('colours');

/** Everything drawn inside has its people's colours from here: those of one chat. */
export const giveColours = (colourOf: ColourOf): ColourOf => setContext(key, colourOf);

/** The colour of a person in the chat around; outside of one, or of a person it does not know, by the id alone. */
export function colourHere(): (id: string) => number {
  const colourOf = getContext<ColourOf | undefined>(key);
  return (id) => colourOf?.(id) ?? avatarColour(id);
}
