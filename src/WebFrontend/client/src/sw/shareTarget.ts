import { registerRoute } from 'workbox-routing';
import { textOf } from '../models/app/sharing';
import { keepShared } from '../net/storage/shareTarget';

/** Fields of the form, as the manifest's `share_target` names them. */
const fields = { title: 'title', text: 'text', url: 'url', files: 'files' } as const;

/** What other apps share arrives as a form; it is put aside, and a page asks for the chat it shall go to. */
export function receiveShares(): void {
  registerRoute('/share', ({ request }) => receive(request), 'POST');
}

async function receive(request: Request): Promise<Response> {
  try {
    const form = await request.formData();
    const word = (name: string) => form.getAll(name).find((value) => typeof value === 'string') ?? null;
    const files = form.getAll(fields.files).filter((value) => typeof value !== 'string' && value.size > 0);
    await keepShared({
      text: textOf({ title: word(fields.title), text: word(fields.text), url: word(fields.url) }),
      files: files as File[],
    });
    return to('/share');
  } catch (error) {
    console.error('What was shared could not be kept.', error);
    return to('/share?failed');
  }
}

const to = (path: string) => new Response(null, { status: 303, headers: { Location: path } });
