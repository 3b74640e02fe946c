import type { GoneReason } from '../protocol';

export interface GoneWords {
  title: string;
  /** Stands in front of the chat's name, where that is part of the sentence. */
  before: string | null;
  lead: string;
  /** Whether there is a way back that the person can take alone. */
  canComeBack: boolean;
}

/** What to say to a person who is no longer in a chat, and what they can do. */
export function goneWords(reason: GoneReason, company = 'The company'): GoneWords {
  switch (reason) {
    case 'left':
      return {
        title: 'You have left this chat',
        before: null,
        lead:
          'The others see that you left. What was kept on this device is gone. You can come back whenever you like, ' +
          'with the password and a code sent to your email address.',
        canComeBack: true,
      };
    case 'removed':
      return {
        title: 'You were removed from this chat',
        before: null,
        lead: `${company} removed you from this chat. If you think that was a mistake, ask them: only they can let you back in.`,
        canComeBack: false,
      };
    case 'proven':
      return {
        title: 'You are signed out here',
        before: null,
        lead:
          'Somebody showed with a code that your email address is theirs. If that was you, on another device, ' +
          'come back here the same way: with the password and a code.',
        canComeBack: true,
      };
    case 'erased':
      return {
        title: 'This chat was deleted',
        before: `${company} deleted`,
        lead: 'What was kept on this device is gone too.',
        canComeBack: false,
      };
    default:
      return {
        title: 'You are no longer in this chat',
        before: null,
        lead: 'You may have left on another device, or this device was signed out. You can come back with the password.',
        canComeBack: true,
      };
  }
}
