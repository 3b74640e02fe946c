import type { JoinProgress } from '../protocol';

/** What the person is told of the mail with their code: never that it was sent before that is known. */
export function mailWords({ mail, sent_to, chat }: JoinProgress): string {
  const address = sent_to ?? 'your email address';
  const company = chat?.company ?? 'the company that runs this chat';
  switch (mail) {
    case 'sending':
      return `Sending the code to ${address}…`;
    case 'sent':
      return `We sent it to ${address}.`;
    case 'delayed':
      return `We could not send mail to ${address} yet, and keep trying. If nothing comes in a few minutes, use another address or ask ${company}.`;
    case 'failed':
      return `We could not send mail to ${address}. Go back and use another address, or ask ${company}.`;
    case 'uncertain':
      return `We can’t tell whether the mail to ${address} was sent. If nothing comes in a minute, send a new code.`;
    default:
      return `The code goes to ${address}.`;
  }
}

/** Whether more will be known of the mail before long. */
export const isMailUnderWay = ({ step, mail }: JoinProgress): boolean =>
  step === 'code' && (mail === 'sending' || mail === 'delayed');

/** The wait before asking again what became of the mail: most are sent in a second, some in minutes. */
export const mailPause = (asked: number): number => Math.min(5_000, 500 * 1.5 ** asked);
