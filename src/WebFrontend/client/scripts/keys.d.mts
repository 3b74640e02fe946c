/** The source of src/language/keys.ts. */
export function keysSource(): string;
