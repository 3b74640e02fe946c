import { kindOf } from '../../models/files/attachmentBox';
import { largestPdf } from '../../models/files/firstPage';

/** What the sender's browser can tell of a file that the server can't, or not yet. */
export interface Seen {
  width: number | null;
  height: number | null;
  /** Milliseconds. */
  duration: number | null;
  /** A poster frame or a first page; null when there is none to be had. */
  preview: Blob | null;
}

const nothing: Seen = { width: null, height: null, duration: null, preview: null };
const patience = 10_000;
/** As large as the server makes previews. */
const longestSide = 1024;

export async function inspect(blob: Blob, type: string): Promise<Seen> {
  const kind = kindOf(type);
  if (kind === 'file') return nothing;
  const url = URL.createObjectURL(blob);
  try {
    if (kind === 'pdf') return await inspectPdf(blob);
    if (kind === 'image') return await inspectImage(url);
    return kind === 'video' ? await inspectVideo(url) : await inspectAudio(url);
  } catch (error) {
    // This browser can't show it; the server and other browsers may.
    console.debug('Not shown by this browser.', error);
    return nothing;
  } finally {
    URL.revokeObjectURL(url);
  }
}

async function inspectPdf(blob: Blob): Promise<Seen> {
  if (blob.size > largestPdf) return nothing;
  const { drawFirstPage } = await import('./pdfPage');
  return { ...nothing, preview: await drawFirstPage(blob, longestSide) };
}

async function inspectImage(url: string): Promise<Seen> {
  const image = new Image();
  image.src = url;
  await within(image.decode());
  return { ...nothing, width: image.naturalWidth, height: image.naturalHeight };
}

async function inspectAudio(url: string): Promise<Seen> {
  const audio = new Audio();
  audio.preload = 'metadata';
  const ready = happening(audio, 'loadedmetadata');
  audio.src = url;
  await ready;
  return { ...nothing, duration: milliseconds(audio.duration) };
}

async function inspectVideo(url: string): Promise<Seen> {
  const video = document.createElement('video');
  video.muted = true;
  video.playsInline = true;
  video.preload = 'auto';
  const ready = happening(video, 'loadeddata');
  video.src = url;
  await ready;
  const seen = {
    ...nothing,
    width: video.videoWidth,
    height: video.videoHeight,
    duration: milliseconds(video.duration),
  };
  if (seen.width === 0) return { ...nothing, duration: seen.duration };
  if (seen.duration !== null) {
    // The very first frame is often black.
    const seeked = happening(video, 'seeked');
    video.currentTime = Math.min(1, seen.duration / 4000);
    await seeked;
  }
  const scale = Math.min(1, longestSide / Math.max(seen.width, seen.height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(seen.width * scale);
  canvas.height = Math.round(seen.height * scale);
  canvas.getContext('2d')?.drawImage(video, 0, 0, canvas.width, canvas.height);
  return { ...seen, preview: await new Promise((resolve) => canvas.toBlob(resolve, 'image/jpeg', 0.85)) };
}

/** Recordings of browsers have no length until they were played once. */
function milliseconds(seconds: number): number | null {
  return Number.isFinite(seconds) && seconds > 0 ? Math.round(seconds * 1000) : null;
}

function happening(media: HTMLMediaElement, event: string): Promise<void> {
  return within(
    new Promise((resolve, reject) => {
      media.addEventListener(event, () => resolve(), { once: true });
      media.addEventListener('error', () => reject(new Error(media.error?.message ?? 'error')), { once: true });
    }),
  );
}

async function within<T>(work: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`Not within ${patience} ms.`)), patience);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
