/** Whether a text may have a link or a mention in it: quick, and never wrong about one that has. */
export const mayHavePieces = (text: string): boolean => /@|:\/\/|www\.|mailto:/i.test(text);
