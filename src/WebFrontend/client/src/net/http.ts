import { spoken, t } from '../language/texts';
import type { Refusal } from '../models/protocol';
import { serverClock } from '../models/app/serverClock';

/** An answer, or a refusal: a call never throws for what a person can meet, a lost connection included. */
export type Outcome<T> = { ok: true; value: T } | { ok: false; refusal: Refusal };

const patience = 20_000;

export const unreachable = (): Refusal => ({ reason: 'network', status: 0, detail: t('app.unreachable') });

/** Calls the server with JSON, as this browser's cookies allow. 204 and an empty body give `undefined`. */
export async function call<T>(method: string, path: string, body?: unknown, limit = patience): Promise<Outcome<T>> {
  const headers: Record<string, string> = { Accept: json, 'Accept-Language': spoken() };
  if (body !== undefined) headers['Content-Type'] = json;
  let response: Response;
  let text: string;
  try {
    response = await fetch(path, {
      method,
      credentials: 'same-origin',
      cache: 'no-store',
      headers,
      body: body === undefined ? null : JSON.stringify(body),
      signal: AbortSignal.timeout(limit),
    });
    serverClock.learn(response.headers.get('Date'));
    text = await response.text();
  } catch {
    // fetch rejects only when no answer came: no route, reset, or our own patience at its end.
    return { ok: false, refusal: unreachable() };
  }
  const value = parseJson(text);
  if (!response.ok) return { ok: false, refusal: refusalOf(response, value) };
  if (text !== '' && value === undefined) return { ok: false, refusal: unexpected(response.status) };
  return { ok: true, value: value as T };
}

const json = 'application/json';

export function parseJson(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    // A proxy in between may answer with a page of its own; the caller turns that into a sentence.
    return undefined;
  }
}

/** The refusal in an answer, whatever stands in its body. */
export function refusalOf(response: Pick<Response, 'status' | 'headers'>, problem: unknown): Refusal {
  if (typeof problem !== 'object' || problem === null) return unexpected(response.status);
  const { reason, detail, ...rest } = problem as Partial<Refusal>;
  const retryAfter = Number(response.headers.get('Retry-After') ?? NaN);
  return {
    ...(Number.isFinite(retryAfter) ? { retry_after: retryAfter } : {}),
    ...rest,
    status: response.status,
    reason: reason ?? 'unexpected',
    detail: detail ?? unexpected(response.status).detail,
  };
}

function unexpected(status: number): Refusal {
  return {
    reason: status === 503 || status === 502 || status === 504 ? 'unavailable' : 'unexpected',
    status,
    detail: t('app.unavailable'),
  };
}
