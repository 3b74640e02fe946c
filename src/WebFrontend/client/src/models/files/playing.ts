import { t } from '../../language/texts';
import { lengthWords, spokenLength } from './fileWords';

/**
 * Where playing stands, in words; seconds. An unknown length is not none: then only what has passed is told, and nothing
 * before anything has.
 */
export function positionWords(at: number, length: number | null, begun: boolean): { shown: string; spoken: string } {
  const spoken = spokenLength(at * 1000);
  if (length === null) return { shown: begun ? lengthWords(at * 1000) : '', spoken };
  return {
    shown: lengthWords((begun ? at : length) * 1000),
    spoken: t('files.positionOf', { at: spoken, length: spokenLength(length * 1000) }),
  };
}
