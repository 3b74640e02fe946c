/**
 * How much room the files of a message take, known before anything of them is loaded: so that nothing that is read
 * moves when it comes. Part of every visit; what draws them is fetched when there are some.
 */
export interface Boxed {
  type: string;
  width: number | null;
  height: number | null;
  has_preview?: boolean;
  animated?: boolean | null;
}

export type FileKind = 'image' | 'video' | 'audio' | 'pdf' | 'file';

const shown = /^(?:(image)\/(?:jpeg|png|gif|webp|avif)|(video)\/(?:mp4|webm)|(audio)\/|application\/(pdf)$)/;

/** How a file is shown; by its type, which the server found in the file itself. */
export function kindOf(type: string): FileKind {
  const [, ...kinds] = shown.exec(type) ?? [];
  return (kinds.find(Boolean) as FileKind | undefined) ?? 'file';
}

export const isMedia = (file: Boxed): boolean => /^[iv]/.test(kindOf(file.type));

/** Pixels: the widest and highest a picture is drawn, and the least. */
export const widest = 420;
const highest = 400;
const least = 140;

/** The box of a picture that stands alone: its own shape, within limits beyond which it is cropped. */
export function boxOf({ width, height, type }: Boxed): { width: number; ratio: number } {
  const ratio = Math.min(
    3,
    Math.max(0.5, width && height ? width / height : kindOf(type) === 'video' ? 16 / 9 : 4 / 3),
  );
  // Small pictures are not blown up.
  const natural = Math.max(width || widest, (height || 0) * ratio, least);
  return { width: Math.round(Math.min(widest, natural, highest * ratio)), ratio };
}

/** How many pictures stand in each row of a grid. */
export function gridRows(count: number): number[] {
  if (count === 4) return [2, 2];
  const wide = count < 3 ? 0 : (3 - (count % 3)) % 3;
  const rows: number[] = Array<number>(Math.min(wide, 2)).fill(2);
  for (let left = count - 2 * rows.length; left > 0; left -= 3) rows.push(Math.min(3, left));
  return rows;
}

export const gap = 4;
export const cardHeight = 68;
/** What a first page adds to its card. */
export const pageHeight = 168;

/** The height of all files of one message, in a list that is `width` wide. */
export function heightOf(files: readonly Boxed[], width: number): number {
  const room = Math.min(widest, (width - 24) * 0.82);
  const media = files.filter(isMedia);
  const [only] = media;
  let height = (files.length - media.length) * (cardHeight + gap);
  for (const file of files) if (file.has_preview && kindOf(file.type) === 'pdf') height += pageHeight;
  if (media.length === 1 && only) {
    const box = boxOf(only);
    height += Math.min(box.width, room) / box.ratio + gap;
  } else for (const row of gridRows(media.length)) height += room / row + gap;
  return height;
}
