/**
 * Whether anything of a text is to be seen: the server's rule (VisibleText.cs; cases in test/Texts/visible.json). White space, marks
 * without a letter, and whatever Unicode has for being passed over are nothing; so are fillers and blanks that call themselves letters.
 */
const visible =
  /[^\p{Z}\p{Cc}\p{Mn}\p{Me}\p{Default_Ignorable_Code_Point}\u2800\ufff9-\ufffb\u{13430}-\u{1343f}\u{13441}\u{13442}\u{1d159}]/u;

export const isVisible = (text: string): boolean => visible.test(text);
