export type ShareOutcome = 'shared' | 'copied' | 'dismissed' | 'failed';

/**
 * Passes a link on: by the share sheet where a phone has one, else by the clipboard. On plain http browsers have
 * neither; a selection and the old copy command still work there.
 */
export async function shareLink(url: string, title: string, preferSheet: boolean): Promise<ShareOutcome> {
  if (preferSheet && typeof navigator.share === 'function') {
    try {
      await navigator.share({ title, url });
      return 'shared';
    } catch (error) {
      if (error instanceof DOMException && error.name === 'AbortError') return 'dismissed';
      console.warn('The share sheet could not be opened; copying instead.', error);
    }
  }
  return (await copy(url)) ? 'copied' : 'failed';
}

async function copy(text: string): Promise<boolean> {
  // Typed as always there, but browsers offer it only on https and localhost.
  const clipboard = navigator.clipboard as Clipboard | undefined;
  if (clipboard !== undefined) {
    try {
      await clipboard.writeText(text);
      return true;
    } catch (error) {
      console.warn('The clipboard was refused; trying the old way.', error);
    }
  }
  return copyTheOldWay(text);
}

function copyTheOldWay(text: string): boolean {
  const field = document.createElement('textarea');
  const before = document.activeElement;
  field.value = text;
  field.readOnly = true;
  field.className = 'vh';
  document.body.append(field);
  field.select();
  const copied = document.execCommand('copy');
  field.remove();
  if (before instanceof HTMLElement) before.focus();
  return copied;
}
