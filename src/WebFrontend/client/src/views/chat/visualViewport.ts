/**
 * Keeps the chat as high as what is visible: iOS lays the keyboard over the page instead of making room for it. Left
 * alone while a person zooms with two fingers.
 */
export function followVisualViewport(frame: HTMLElement): (() => void) | undefined {
  const viewport = window.visualViewport;
  if (viewport === null) return undefined;
  const follow = () => {
    if (Math.abs(viewport.scale - 1) > 0.01) return;
    frame.style.setProperty('--view-height', `${viewport.height}px`);
    frame.style.setProperty('--view-top', `${viewport.offsetTop}px`);
  };
  follow();
  viewport.addEventListener('resize', follow);
  viewport.addEventListener('scroll', follow);
  return () => {
    viewport.removeEventListener('resize', follow);
    viewport.removeEventListener('scroll', follow);
  };
}
