import { catalogueOf, numbered } from '../../scripts/texts';
import { speak } from '../../src/language/texts';
import { describe, expect, test, vi } from 'vitest';
import { call } from '../../src/net/http';
import { newClientId } from '../../src/net/ids';

const answer = (response: Response | Error) =>
  vi
    .spyOn(globalThis, 'fetch')
    .mockImplementation(() => (response instanceof Error ? Promise.reject(response) : Promise.resolve(response)));

const problem = (body: unknown, status: number, headers: Record<string, string> = {}) =>
  new Response(JSON.stringify(body), { status, headers: { 'Content-Type': 'application/problem+json', ...headers } });

describe('a call', () => {
  test('gives the answer', async () => {
    answer(new Response('{"step":"who"}'));
    expect(await call('GET', '/api/x')).toEqual({ ok: true, value: { step: 'who' } });
  });

  test('sends JSON only when there is something to send', async () => {
    const sent = answer(new Response(null, { status: 204 }));
    expect(await call('DELETE', '/api/x')).toEqual({ ok: true, value: undefined });
    expect(sent.mock.calls[0]?.[1]).toMatchObject({ method: 'DELETE', body: null, credentials: 'same-origin' });
  });

  test('asks for sentences in the language of the page', async () => {
    speak('ja', numbered(catalogueOf('en-GB')));
    const sent = answer(new Response('{}'));
    await call('GET', '/api/x');
    await call('POST', '/api/x', {});
    for (const [, init] of sent.mock.calls) expect(init?.headers).toMatchObject({ 'Accept-Language': 'ja' });
  });

  test('gives a refusal with its sentence, its reason and everything else it carries', async () => {
    answer(problem({ reason: 'chat_full', detail: 'This chat is full.', limit: 10, company: 'N' }, 409));
    expect(await call('POST', '/api/x', {})).toEqual({
      ok: false,
      refusal: { reason: 'chat_full', detail: 'This chat is full.', limit: 10, company: 'N', status: 409 },
    });
  });

  test('knows from the header how long to wait', async () => {
    answer(problem({ reason: 'too_many_tries', detail: 'Wait.' }, 429, { 'Retry-After': '30' }));
    expect(await call('POST', '/api/x', {})).toMatchObject({ refusal: { retry_after: 30 } });
  });

  test('has a sentence of its own for a lost connection and for a page that is no JSON', async () => {
    answer(new TypeError('Failed to fetch'));
    expect(await call('GET', '/api/x')).toMatchObject({ ok: false, refusal: { reason: 'network', status: 0 } });
    answer(new Response('<html>Bad gateway</html>', { status: 502 }));
    expect(await call('GET', '/api/x')).toMatchObject({ ok: false, refusal: { reason: 'unavailable', status: 502 } });
    answer(new Response('<html>Hello</html>', { status: 200 }));
    expect(await call('GET', '/api/x')).toMatchObject({ ok: false, refusal: { reason: 'unexpected' } });
  });
});

test('client ids are UUIDs of version 4, and never the same', () => {
  const ids = Array.from({ length: 200 }, newClientId);
  for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(new Set(ids).size).toBe(200);
});
