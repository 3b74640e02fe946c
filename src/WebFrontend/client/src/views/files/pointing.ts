import { keepInSight, swipeOf, whole, zoomAt, type View } from '../../models/files/zoom';

interface Size {
  width: number;
  height: number;
}

export interface Pointed {
  view(): View;
  show(view: View): void;
  /** The picture as it is drawn whole. */
  picture(): Size;
  swiped(what: 'next' | 'previous' | 'close'): void;
}

const perWheelPixel = 0.0022;
const doubled = 2.5;

/** What fingers, a mouse and a wheel do to a picture in the viewer. */
export function pointing(frame: HTMLElement, port: Pointed): () => void {
  const fingers = new Map<number, { x: number; y: number }>();
  let from = { x: 0, y: 0, at: 0 };
  let pinched = false;

  const fromMiddle = (x: number, y: number) => {
    const box = frame.getBoundingClientRect();
    return { x: x - box.left - box.width / 2, y: y - box.top - box.height / 2 };
  };
  const show = (view: View) =>
    port.show(keepInSight(view, port.picture(), { width: frame.clientWidth, height: frame.clientHeight }));

  const down = (event: PointerEvent) => {
    if (event.button !== 0 || isControl(event)) return;
    fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    frame.setPointerCapture(event.pointerId);
    if (fingers.size === 1) from = { x: event.clientX, y: event.clientY, at: event.timeStamp };
    pinched = fingers.size > 1;
  };

  const move = (event: PointerEvent) => {
    const last = fingers.get(event.pointerId);
    if (last === undefined) return;
    const now = { x: event.clientX, y: event.clientY };
    const other = [...fingers].find(([id]) => id !== event.pointerId)?.[1];
    fingers.set(event.pointerId, now);
    const view = port.view();
    if (other !== undefined) {
      const factor = distance(now, other) / Math.max(1, distance(last, other));
      show(zoomAt(view, factor, fromMiddle((now.x + other.x) / 2, (now.y + other.y) / 2)));
    } else if (view.scale > 1) {
      show({ ...view, x: view.x + now.x - last.x, y: view.y + now.y - last.y });
    }
  };

  const up = (event: PointerEvent) => {
    if (!fingers.delete(event.pointerId) || fingers.size > 0 || pinched || port.view().scale > 1) return;
    if (event.type === 'pointercancel') return;
    const swiped = swipeOf(event.clientX - from.x, event.clientY - from.y, event.timeStamp - from.at);
    if (swiped !== null) port.swiped(swiped);
  };

  const wheel = (event: WheelEvent) => {
    event.preventDefault();
    const pixels = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? event.deltaY * 16 : event.deltaY;
    // Pinching on a touchpad comes as a wheel with Ctrl, in smaller steps.
    const factor = Math.exp(-pixels * perWheelPixel * (event.ctrlKey ? 4 : 1));
    show(zoomAt(port.view(), factor, fromMiddle(event.clientX, event.clientY)));
  };

  const double = (event: MouseEvent) => {
    if (isControl(event)) return;
    const view = port.view();
    show(view.scale > 1 ? whole : zoomAt(view, doubled, fromMiddle(event.clientX, event.clientY)));
  };

  frame.addEventListener('pointerdown', down);
  frame.addEventListener('pointermove', move);
  frame.addEventListener('pointerup', up);
  frame.addEventListener('pointercancel', up);
  frame.addEventListener('wheel', wheel, { passive: false });
  frame.addEventListener('dblclick', double);
  return () => {
    frame.removeEventListener('pointerdown', down);
    frame.removeEventListener('pointermove', move);
    frame.removeEventListener('pointerup', up);
    frame.removeEventListener('pointercancel', up);
    frame.removeEventListener('wheel', wheel);
    frame.removeEventListener('dblclick', double);
  };
}

function isControl(event: Event): boolean {
  return event.target instanceof Element && event.target.closest('button, a, video') !== null;
}

function distance(a: { x: number; y: number }, b: { x: number; y: number }): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}
