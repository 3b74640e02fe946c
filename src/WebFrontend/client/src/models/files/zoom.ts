/** How a picture stands in the viewer: enlarged around the middle, and moved from there in pixels. */
export interface View {
  readonly scale: number;
  readonly x: number;
  readonly y: number;
}

interface Size {
  width: number;
  height: number;
}

export const whole: View = { scale: 1, x: 0, y: 0 };
export const mostScale = 8;

/** Enlarges by `factor`, so that what is at `point` (from the middle of the window) stays there. */
export function zoomAt(view: View, factor: number, point: { x: number; y: number }): View {
  const scale = Math.min(mostScale, Math.max(1, view.scale * factor));
  const grown = scale / view.scale;
  return { scale, x: point.x - (point.x - view.x) * grown, y: point.y - (point.y - view.y) * grown };
}

/** Never further than the picture's edge to the window's edge; not at all in a direction in which all of it is in sight. */
export function keepInSight(view: View, picture: Size, frame: Size): View {
  const limit = (moved: number, size: number, room: number) => {
    const most = Math.max(0, (size * view.scale - room) / 2);
    return Math.min(most, Math.max(-most, moved)) || 0;
  };
  return {
    scale: view.scale,
    x: limit(view.x, picture.width, frame.width),
    y: limit(view.y, picture.height, frame.height),
  };
}

/** The size of a picture that is shown whole, and never larger than it is. */
export function fitted(picture: Size, frame: Size): Size {
  const scale = Math.min(1, frame.width / picture.width, frame.height / picture.height);
  return { width: picture.width * scale, height: picture.height * scale };
}

/** What a finger that moved by `dx`, `dy` in `milliseconds` meant, while the picture was whole. */
export function swipeOf(dx: number, dy: number, milliseconds: number): 'next' | 'previous' | 'close' | null {
  const fast = milliseconds < 300 ? 0.5 : 1;
  if (Math.abs(dx) > Math.abs(dy) * 1.2 && Math.abs(dx) > 80 * fast) return dx < 0 ? 'next' : 'previous';
  return dy > 120 * fast && dy > Math.abs(dx) * 1.2 ? 'close' : null;
}
