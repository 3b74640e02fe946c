import { t } from '../../language/texts';
interface Picture {
  type: string;
  /** What the server has found; missing in what it has looked at before it looked for this. */
  animated?: boolean | null | undefined;
}

/** Whether a picture moves. Of a GIF it is assumed. */
export const moves = ({ type, animated }: Picture): boolean => animated ?? type === 'image/gif';

/** The sign of it: people know GIFs by their name. */
export const movingWord = ({ type }: Picture): string => (type === 'image/gif' ? 'GIF' : t('files.animated'));
