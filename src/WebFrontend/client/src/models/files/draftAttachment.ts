import { t } from '../../language/texts';
import { shownName } from './fileName';
import type { OutgoingFile } from '../messages/outbox';
import { sizeWords } from './fileWords';

/** docs/protocol.md. */
export const mostFiles = 20;

/** What a person hands over, before it is known whether it can be sent. */
export interface Offered {
  name: string;
  size: number;
  type: string;
}

/** Which of them can be added to those chosen already, and what to say of the others; null when all can. `largest` is in bytes, null when unknown. */
export function admit<F extends Offered>(
  chosen: number,
  offered: readonly F[],
  folders: number,
  largest: number | null = null,
): { taken: F[]; problem: string | null } {
  const fitting = offered.filter((file) => largest === null || file.size <= largest);
  const taken = fitting.slice(0, Math.max(0, mostFiles - chosen));
  const left = fitting.length - taken.length;
  const problems = [];
  if (largest !== null && fitting.length < offered.length) {
    const tooLarge = offered.filter((file) => file.size > largest);
    const [size, count] = [sizeWords(largest), tooLarge.length];
    problems.push(
      count === 1
        ? t('attach.oneTooLarge', { name: tooLarge[0]?.name ?? '', size })
        : t('attach.tooLarge', { count, size }),
    );
  }
  if (folders > 0) problems.push(t('attach.folder'));
  if (left > 0) {
    problems.push(
      left === 1
        ? t('attach.oneTooMany', { name: fitting[taken.length]?.name ?? '', most: mostFiles })
        : t('attach.tooMany', { count: left, most: mostFiles }),
    );
  }
  return { taken, problem: problems.length === 0 ? null : problems.join(' ') };
}

export function newOutgoing(id: string, { name, size, type }: Offered): OutgoingFile {
  return {
    id,
    name: shownName(name),
    size,
    // Parameters such as `codecs` do not matter here.
    type: type.split(';')[0]?.trim().toLowerCase() ?? '',
    width: null,
    height: null,
    duration: null,
    voice: false,
    waveform: null,
    uploadId: null,
    done: false,
    failure: null,
  };
}

/** "3 files, 12 MB". */
export function attachmentWords(files: readonly { size: number }[]): string {
  const total = files.reduce((sum, file) => sum + file.size, 0);
  return t('attach.sum', { files: t('files.count', { count: files.length }), size: sizeWords(total) });
}
