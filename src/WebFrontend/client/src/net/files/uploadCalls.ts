import { spoken } from '../../language/texts';
import type { Attachment, Refusal, Upload } from '../../models/protocol';
import { call, parseJson, refusalOf, unreachable, type Outcome } from '../http';

const uploads = (chatId: string, rest = '') => `/api/chats/${chatId}/uploads${rest}`;

export const beginUpload = (chatId: string, file: { id: string; name: string; size: number }) =>
  call<Upload>('POST', uploads(chatId), { client_id: file.id, name: file.name, size: file.size });

export const findUpload = (chatId: string, uploadId: string) => call<Upload>('GET', uploads(chatId, `/${uploadId}`));

export const cancelUpload = (chatId: string, uploadId: string) =>
  call<undefined>('DELETE', uploads(chatId, `/${uploadId}`));

export interface Completion extends Partial<Pick<Attachment, 'width' | 'height' | 'duration' | 'voice' | 'waveform'>> {
  digest: string;
}

/** The server looks at the whole file before it answers. */
const completePatience = 180_000;

export const completeUpload = (chatId: string, uploadId: string, completion: Completion) =>
  call<Upload>('POST', uploads(chatId, `/${uploadId}/complete`), completion, completePatience);

interface Sending {
  body: Blob | ArrayBuffer;
  headers: Record<string, string>;
  signal: AbortSignal;
  onProgress?: (bytes: number) => void;
}

export const putBlock = (chatId: string, uploadId: string, index: number, sending: Sending) =>
  put(uploads(chatId, `/${uploadId}/blocks/${index}`), sending);

export const putPreview = (chatId: string, uploadId: string, picture: Blob, signal: AbortSignal) =>
  put(uploads(chatId, `/${uploadId}/preview`), { body: picture, headers: {}, signal });

/** Without a sign of life for so long, the connection is dead. */
const silence = 30_000;

/** By XMLHttpRequest: fetch can't say how far it is with sending. */
function put(path: string, { body, headers, signal, onProgress }: Sending): Promise<Outcome<undefined>> {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const abort = () => request.abort();
    const alive = () => {
      clearTimeout(timer);
      timer = setTimeout(abort, silence);
    };
    const end = (outcome: Outcome<undefined>) => {
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
      resolve(outcome);
    };
    request.open('PUT', path);
    request.setRequestHeader('Accept-Language', spoken());
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.upload.onprogress = (event) => {
      alive();
      onProgress?.(event.loaded);
    };
    request.onload = () => {
      const { status } = request;
      end(status < 300 ? { ok: true, value: undefined } : { ok: false, refusal: refusal(request) });
    };
    request.onerror = request.onabort = () => end({ ok: false, refusal: unreachable() });
    signal.addEventListener('abort', abort);
    alive();
    if (signal.aborted) end({ ok: false, refusal: unreachable() });
    else request.send(body);
  });
}

function refusal(request: XMLHttpRequest): Refusal {
  const retryAfter = request.getResponseHeader('Retry-After');
  const headers = new Headers(retryAfter === null ? {} : { 'Retry-After': retryAfter });
  return refusalOf({ status: request.status, headers }, parseJson(request.responseText));
}
