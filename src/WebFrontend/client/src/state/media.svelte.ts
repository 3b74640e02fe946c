import { MediaQuery } from 'svelte/reactivity';

/** Narrower than this, the sidebar covers the chat. */
export const narrow = new MediaQuery('max-width: 719px');
/** A touch keyboard: Enter makes a new line. */
export const touch = new MediaQuery('pointer: coarse');
