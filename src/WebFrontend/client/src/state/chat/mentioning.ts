import { createContext } from 'svelte';
import type { MessageToken } from '../../models/messages/mentions';

/** How texts of the chat around are taken apart, by those who are in it; what is drawn deep inside a list asks for it here. */
export interface Mentioning {
  tokens(text: string): readonly MessageToken[];
  readonly me: string;
}

export const [mentioningHere, mentionHere] = createContext<Mentioning>();
