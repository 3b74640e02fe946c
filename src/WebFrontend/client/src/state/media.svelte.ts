import { MediaQuery } from 'svelte/reactivity';

/** Narrower than this, the sidebar covers the chat. */
export const narrow = new MediaQuery('max-width: 719px');
/** A touch keyboard: Enter makes a new line. */
export const touch = new MediaQuery('pointer: coarse');
/** Nothing may move by itself. */
export const calm = new MediaQuery('prefers-reduced-motion: reduce');
/** There is a pointer that can rest on something without pressing it. */
export const hovering = new MediaQuery('hover: hover');
