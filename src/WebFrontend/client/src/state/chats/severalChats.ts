const key = 'several-chats';

/** Whether this device had several chats when it was last looked at: known before anything else is, so that the page is laid out once. */
export function hadSeveral(): boolean {
  try {
    return localStorage.getItem(key) !== null;
  } catch {
    // Storage is refused: the list comes a moment later.
    return false;
  }
}

export function rememberSeveral(several: boolean): void {
  try {
    if (several) localStorage.setItem(key, '');
    else localStorage.removeItem(key);
  } catch (error) {
    console.debug('Not remembered: storage is refused.', error);
  }
}
