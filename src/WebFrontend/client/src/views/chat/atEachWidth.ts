/**
 * Measures a field again when its width changes: the same text takes other lines then. A sidebar opens, a phone is turned,
 * the tools move below the words.
 */
export function atEachWidth<Element extends HTMLElement>(measure: (element: Element) => void) {
  return (element: Element): (() => void) => {
    let width = element.clientWidth;
    let frame = 0;
    const observer = new ResizeObserver(() => {
      if (element.clientWidth === width) return;
      width = element.clientWidth;
      // Measuring changes the element's height. Within the callback that is a loop, which browsers report as an error.
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(() => measure(element));
    });
    observer.observe(element);
    return () => {
      observer.disconnect();
      cancelAnimationFrame(frame);
    };
  };
}
