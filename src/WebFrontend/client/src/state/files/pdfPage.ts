import { getDocument, PDFWorker } from 'pdfjs-dist/legacy/build/pdf.mjs';
import workerUrl from 'pdfjs-dist/legacy/build/pdf.worker.min.mjs?url';
import { isWhite, scaleOf } from '../../models/files/firstPage';

// A chunk of its own, for those who send a PDF. Its name begins with "pdf": the service worker's precache leaves it out by that.

/** With loading what draws it, and waiting for a page that is never done. */
const patience = 15_000;

/** One after the other: each may take a good part of the memory. */
let turn: Promise<unknown> = Promise.resolve();

/** The first page as a picture. Fails when it can't be had: a password, a broken file, a page that takes too long. */
export function drawFirstPage(blob: Blob, longestSide: number): Promise<Blob | null> {
  const drawing = turn.then(() => withWorker((worker) => draw(worker, blob, longestSide)));
  turn = drawing.catch(() => undefined);
  return drawing;
}

/** A worker for this file alone: ending it ends whatever the file has set it to. */
async function withWorker<T>(use: (port: Worker) => Promise<T>): Promise<T> {
  const port = new Worker(workerUrl, { type: 'module' });
  let timer: ReturnType<typeof setTimeout> | undefined;
  const trouble = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`Not drawn within ${patience} ms.`)), patience);
    port.addEventListener('error', ({ message }) => reject(new Error(message || 'The worker did not start.')));
  });
  try {
    return await Promise.race([use(port), trouble]);
  } finally {
    clearTimeout(timer);
    port.terminate();
  }
}

async function draw(port: Worker, blob: Blob, longestSide: number): Promise<Blob | null> {
  // Its types were made from a default of null, and know no port.
  const worker = new PDFWorker({ port: port as unknown as null });
  const loading = getDocument({
    data: new Uint8Array(await blob.arrayBuffer()),
    worker,
    // Half a page would be taken for the page.
    stopAtErrors: true,
    // The CSP allows no WebAssembly; fonts come from the file and from the system, nothing is fetched.
    useWasm: false,
    useWorkerFetch: false,
    disableWorkerRendering: true,
    maxImageSize: 50_000_000,
    verbosity: 0,
  });
  try {
    const page = await (await loading.promise).getPage(1);
    const size = page.getViewport({ scale: 1 });
    const scale = scaleOf(size.width, size.height, longestSide);
    if (scale === null) return null;
    const viewport = page.getViewport({ scale });
    const canvas = document.createElement('canvas');
    canvas.width = Math.max(1, Math.min(longestSide, Math.round(viewport.width)));
    canvas.height = Math.max(1, Math.min(longestSide, Math.round(viewport.height)));
    await page.render({ canvas, viewport }).promise;
    const pixels = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data;
    if (!pixels || isWhite(pixels)) return null;
    return await new Promise((resolve) => canvas.toBlob(resolve, 'image/jpeg', 0.9));
  } finally {
    // Not waited for: the worker is ended anyway, and a broken file must not hold up the answer.
    loading.destroy().catch((error: unknown) => console.debug('A PDF was not put away.', error));
    worker.destroy();
  }
}
