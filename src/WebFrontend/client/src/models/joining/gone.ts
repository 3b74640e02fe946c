import { t } from '../../language/texts';
import type { GoneReason } from '../protocol';

export interface GoneWords {
  title: string;
  lead: string;
  /** Whether there is a way back that the person can take alone. */
  canComeBack: boolean;
}

/** What to say to a person who is no longer in a chat, and what they can do. */
export function goneWords(reason: GoneReason, company = t('gone.company')): GoneWords {
  switch (reason) {
    case 'left':
      return {
        title: t('gone.left'),
        lead: t('gone.leftWhy'),
        canComeBack: true,
      };
    case 'removed':
      return {
        title: t('gone.removed'),
        lead: t('gone.removedWhy', { company }),
        canComeBack: false,
      };
    case 'proven':
      return {
        title: t('gone.proven'),
        lead: t('gone.provenWhy'),
        canComeBack: true,
      };
    case 'erased':
      return {
        title: t('end.deleted'),
        lead: t('gone.erased', { company }),
        canComeBack: false,
      };
    default:
      return {
        title: t('gone.unknown'),
        lead: t('gone.unknownWhy'),
        canComeBack: true,
      };
  }
}
