import { registerRoute } from 'workbox-routing';
import { forgetPreview, forgetPreviews, keepPreview, keptPreview, previewPath } from '../net/files/keptPreviews';

/** The server is always asked first: it alone knows whether this device is still in the chat. */
export function answerPreviews(): void {
  registerRoute(
    ({ url, sameOrigin }) => sameOrigin && previewPath.test(url.pathname),
    ({ request, url }) => preview(request, url.pathname),
  );
}

async function preview(request: Request, path: string): Promise<Response> {
  const chatId = previewPath.exec(path)?.[1] ?? '';
  let answer: Response;
  try {
    answer = await fetch(request);
  } catch (lost) {
    const kept = await keptPreview(chatId, path);
    if (kept === undefined) throw lost;
    return kept;
  }
  // A proxy that speaks for a server that is away says nothing about who may see what.
  if (answer.status >= 502) return (await keptPreview(chatId, path)) ?? answer;
  await note(chatId, path, answer);
  return answer;
}

async function note(chatId: string, path: string, answer: Response): Promise<void> {
  try {
    if (answer.status === 200) await keepPreview(chatId, path, answer.clone());
    else if (answer.status === 401 || answer.status === 403) await forgetPreviews(chatId);
    else if (answer.status === 404) await forgetPreview(chatId, path);
  } catch (error) {
    // A full disk: the picture is shown all the same, only not offline.
    console.warn('A preview could not be kept.', error);
  }
}
