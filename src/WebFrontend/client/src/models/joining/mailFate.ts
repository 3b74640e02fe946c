import { t } from '../../language/texts';
import type { JoinProgress } from '../protocol';

/** What the person is told of the mail with their code: never that it was sent before that is known. */
export function mailWords({ mail, sent_to, chat }: JoinProgress): string {
  const address = sent_to ?? t('code.yourAddress');
  const company = chat?.company ?? t('code.theCompany');
  switch (mail) {
    case 'sending':
      return t('code.mailSending', { address });
    case 'sent':
      return t('code.mailSent', { address });
    case 'delayed':
      return t('code.mailDelayed', { address, company });
    case 'failed':
      return t('code.mailFailed', { address, company });
    case 'uncertain':
      return t('code.mailUncertain', { address });
    default:
      return t('code.goes', { address });
  }
}

/** Whether more will be known of the mail before long. */
export const isMailUnderWay = ({ step, mail }: JoinProgress): boolean =>
  step === 'code' && (mail === 'sending' || mail === 'delayed');

/** The wait before asking again what became of the mail: most are sent in a second, some in minutes. */
export const mailPause = (asked: number): number => Math.min(5_000, 500 * 1.5 ** asked);
