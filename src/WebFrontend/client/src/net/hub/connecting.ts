import { spoken } from '../../language/texts';
import type { Hub, Transport } from './hub';
import { JsonHub } from './jsonHub';

/** Not yet started. Rejects when the code of the fallback can't be fetched. */
export async function connectionTo(chatId: string, transport: Transport): Promise<Hub> {
  const url = `/hubs/chat?chat=${chatId}&lang=${spoken()}`;
  if (transport === 'websocket') return new JsonHub(url);
  return (await import('./negotiatedHub')).negotiatedHub(url, transport);
}
