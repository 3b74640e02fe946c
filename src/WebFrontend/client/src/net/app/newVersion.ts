/** Told when a newer version of the app is ready; `apply` switches to it, which loads the page again. */
type NewVersion = (apply: () => void) => void;

let announce: NewVersion | null = null;
let ready: (() => void) | null = null;

export function onNewVersion(listener: NewVersion): void {
  announce = listener;
  announceAgain();
}

/** True when one has been offered before: it is offered once more. */
export function announceAgain(): boolean {
  if (ready !== null) announce?.(ready);
  return ready !== null;
}

export function offer(apply: () => void): void {
  ready = apply;
  announce?.(apply);
}

/** Goes to the newest version there is, for a person who wants this page to work. */
export function loadAgain(): void {
  if (ready === null) location.reload();
  else ready();
}
