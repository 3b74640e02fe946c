import { t } from '../../language/texts';
import type { NoticeLevel } from '../protocol';

/** What this browser can do about notifications, as far as it tells. */
export type NoticeAbility =
  | 'ready'
  /** iOS: only an app on the Home Screen may. */
  | 'needs-install'
  /** The person, or the system, has forbidden it. */
  | 'blocked'
  | 'unsupported';

export interface NoticeState {
  ability: NoticeAbility;
  /** Null until the server has said. */
  level: NoticeLevel | null;
  /** Whether this very device is told. */
  here: boolean;
}

/** The line under the row `Notifications`. */
export function noticeLine({ ability, level, here }: NoticeState): string {
  if (ability === 'unsupported') return t('notify.lineNot');
  if (ability === 'needs-install') return t('notify.lineInstall');
  if (ability === 'blocked') return t('notify.lineBlocked');
  if (level === null) return t('notify.lineUnknown');
  if (level === 'off') return t('notify.lineOff');
  if (!here) return t('notify.lineOffHere');
  return t(level === 'all' ? 'notify.lineAll' : 'notify.lineMentions');
}
