import type { GoneReason } from './protocol';

/** What to say to somebody who is in a chat no more, and what there is to do. */
export function goneWords(reason: GoneReason): { title: string; lead: string } {
  switch (reason) {
    case 'left':
      return {
        title: 'You have left this chat',
        lead:
          'The others see that you left. What was kept on this device is gone. You can come back whenever you like, ' +
          'with the password and a code sent to your email address.',
      };
    case 'removed':
      return {
        title: 'You were removed from this chat',
        lead: 'Somebody of the company took you out of this chat. If you think that was a mistake, ask them.',
      };
    case 'erased':
      return {
        title: 'Your name was erased from this chat',
        lead: 'What was kept about you there is gone, and so is what was kept on this device.',
      };
    case 'unknown':
      return {
        title: 'You are no longer in this chat',
        lead: 'You may have left on another device, or this device was signed out. You can come back with the password.',
      };
  }
}
