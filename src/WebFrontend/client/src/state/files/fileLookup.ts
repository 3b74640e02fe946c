import { call } from '../../net/http';

/** What the server says of a file that could not be shown; `unknown` when it does not answer. */
export async function lookUp(url: string): Promise<'there' | 'gone' | 'unknown'> {
  const answer = await call('HEAD', url);
  if (answer.ok) return 'there';
  return answer.refusal.status === 404 ? 'gone' : 'unknown';
}
