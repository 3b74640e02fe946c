const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });
const presented = /^(?:\p{Emoji_Presentation}|\p{Emoji}\ufe0f|\p{Regional_Indicator}{2})/u;
// A pictograph joined with others or given a skin colour is drawn as an emoji even without the variation selector.
const composed = /^\p{Extended_Pictographic}(?:\u200d|\p{Emoji_Modifier})/u;
// What most messages begin with, so that most are not taken apart.
const writing = /^\s*[\x21-\x7e\p{L}](?!\ufe0f|\u200d|\p{Emoji_Modifier})/u;
const most = 6;

/** How many emoji a message consists of, when it is nothing but one to six of them; otherwise 0. */
export function emojiOnly(text: string): number {
  if (text.length > most * 40 || writing.test(text)) return 0;
  let count = 0;
  for (const { segment } of graphemes.segment(text)) {
    if (/^\s+$/.test(segment)) continue;
    count += 1;
    if (count > most || !(presented.test(segment) || composed.test(segment))) return 0;
  }
  return count;
}
