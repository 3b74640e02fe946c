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
  if (ability === 'unsupported') return 'Not in this browser';
  if (ability === 'needs-install') return 'After adding the app to the Home Screen';
  if (ability === 'blocked') return 'Blocked by this browser';
  if (level === null) return 'All, mentions or none';
  if (level === 'off') return 'Off';
  if (!here) return 'Off on this device';
  return level === 'all' ? 'On: all messages' : 'On: mentions of you';
}
