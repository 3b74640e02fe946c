/** docs/protocol.md. */
export const mostValues = 96;

/** The loudness of a recording in at most `count` values from 0 to 255; the loudest moment fills the height. */
export function waveformOf(levels: readonly number[], count = mostValues): Uint8Array {
  const values = Math.min(count, levels.length);
  const peaks = Array.from({ length: values }, (_, index) => {
    const from = Math.floor((index * levels.length) / values);
    const to = Math.max(from + 1, Math.floor(((index + 1) * levels.length) / values));
    return Math.max(...levels.slice(from, to));
  });
  // Silence stays silence: noise is not blown up to look like speech.
  const loudest = Math.max(0.08, ...peaks);
  return Uint8Array.from(peaks, (peak) => Math.round((Math.min(peak, loudest) / loudest) * 255));
}

export const toBase64 = (bytes: Uint8Array): string => btoa(String.fromCharCode(...bytes));

/** Nothing when it is not base64: what is drawn with it is only an ornament. */
export function fromBase64(text: string | null): number[] {
  if (text === null || !/^[A-Za-z0-9+/]*={0,2}$/.test(text) || text.length % 4 !== 0) return [];
  return Array.from(atob(text), (character) => character.charCodeAt(0)).slice(0, mostValues);
}

/** Bars to draw: `count` values from 0 to 1, whatever the number of values there are. */
export function barsOf(values: readonly number[], count: number): number[] {
  if (values.length === 0) return Array<number>(count).fill(0);
  return Array.from({ length: count }, (_, index) => {
    const from = Math.floor((index * values.length) / count);
    const to = Math.max(from + 1, Math.ceil(((index + 1) * values.length) / count));
    return Math.max(...values.slice(from, to)) / 255;
  });
}
