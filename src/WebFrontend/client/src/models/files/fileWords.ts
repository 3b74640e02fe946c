import { inLanguage, t } from '../../language/texts';
import { kindOf } from './attachmentBox';

const units = ['bytes', 'kB', 'MB', 'GB', 'TB'] as const;
const sizes = {
  kB: 'refusal.size.kB',
  MB: 'refusal.size.MB',
  GB: 'refusal.size.GB',
  TB: 'refusal.size.TB',
} as const;
const rounded = inLanguage((tag) => new Intl.NumberFormat(tag, { maximumFractionDigits: 1 }));

/** "812 bytes", "3.4 MB", "12 MB": as people's own devices say it, in thousands. */
export function sizeWords(bytes: number): string {
  return inUnit(rounding(bytes));
}

interface Rounded {
  number: string;
  unit: (typeof units)[number];
  bytes: number;
}

function rounding(bytes: number): Rounded {
  let unit = 0;
  let size = bytes;
  // 999.95 kB is drawn as 1 MB, not as 1000 kB.
  for (; size >= (unit === 0 ? 1000 : 999.5) && unit < units.length - 1; unit += 1) size /= 1000;
  return { number: rounded().format(size < 9.95 ? size : Math.round(size)), unit: units[unit] ?? 'bytes', bytes };
}

const inUnit = ({ number, unit, bytes }: Rounded): string =>
  unit === 'bytes' ? t('refusal.size.bytes', { count: bytes }) : t(sizes[unit], { number });

/** "3.2 of 12 MB": the unit once, when it is the same. */
export function sizeOfSize(sent: number, total: number): string {
  const [from, to] = [rounding(sent), rounding(total)];
  return t('files.ofSize', { sent: from.unit === to.unit ? from.number : inUnit(from), total: inUnit(to) });
}

/** "0:07", "12:34", "1:02:03". */
export function lengthWords(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  const tail = String(seconds % 60).padStart(2, '0');
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${tail}` : `${minutes}:${tail}`;
}

const inSeconds = inLanguage(
  (tag) => new Intl.NumberFormat(tag, { style: 'unit', unit: 'second', unitDisplay: 'long' }),
);
const inMinutes = inLanguage(
  (tag) => new Intl.NumberFormat(tag, { style: 'unit', unit: 'minute', unitDisplay: 'long' }),
);

/** "2 minutes 5 seconds", for those who hear it. */
export function spokenLength(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  const whole = Math.floor(seconds / 60);
  if (whole === 0) return inSeconds().format(seconds);
  return [inMinutes().format(whole), ...(seconds % 60 === 0 ? [] : [inSeconds().format(seconds % 60)])].join(' ');
}

export type FileSort =
  'picture' | 'film' | 'sound' | 'pdf' | 'archive' | 'sheet' | 'slides' | 'words' | 'code' | 'other';

const sorts: readonly [FileSort, string, string][] = [
  ['archive', 'archive', 'zip rar 7z tar gz tgz bz2 xz zst'],
  ['sheet', 'spreadsheet', 'xls xlsx xlsm ods csv tsv numbers'],
  ['slides', 'presentation', 'ppt pptx odp key'],
  ['words', 'document', 'doc docx odt rtf pages txt md epub'],
  ['picture', 'picture', 'jpg jpeg png gif webp avif heic heif tif tiff bmp svg psd'],
  ['film', 'video', 'mp4 m4v mov webm mkv avi wmv'],
  ['sound', 'audio', 'mp3 m4a wav flac ogg opus aac aiff'],
  ['code', 'file', 'html css js ts json xml yml yaml cs java py sql sh'],
  ['pdf', 'document', 'pdf'],
];

const media: Record<string, [FileSort, string]> = {
  image: ['picture', 'picture'],
  video: ['film', 'video'],
  audio: ['sound', 'audio'],
  pdf: ['pdf', 'document'],
};

/** The part of a name after the last full stop, if it looks like an extension. */
export function extensionOf(name: string): string {
  return /\.([a-z0-9]{1,8})$/i.exec(name)?.[1]?.toLowerCase() ?? '';
}

/** What a file is: by what the server found in it, or, where that says nothing, by its name. */
export function sortOf({ type, name }: { type: string; name: string }): FileSort {
  const known = media[kindOf(type)];
  return (
    known?.[0] ?? sorts.find(([, , extensions]) => extensions.split(' ').includes(extensionOf(name)))?.[0] ?? 'other'
  );
}

/** "JPEG picture", "PDF document", "ZIP archive", "File". */
export function typeWords({ type, name }: { type: string; name: string }): string {
  const extension = extensionOf(name);
  const known = media[kindOf(type)];
  const found = sorts.find(([, , extensions]) => extensions.split(' ').includes(extension));
  const word = known?.[1] ?? found?.[1];
  const short = known && type !== 'application/pdf' ? subtypeWords(type) : extension.toUpperCase();
  if (kindOf(type) === 'pdf') return 'PDF document';
  if (word === undefined) return short === '' ? 'File' : `${short} file`;
  return short === '' ? capital(word) : `${short} ${word}`;
}

/** "PDF", "ZIP", "JPEG", "File": what there is room for beside a size. */
export function shortTypeWords({ type, name }: { type: string; name: string }): string {
  if (kindOf(type) === 'pdf') return 'PDF';
  return (media[kindOf(type)] ? subtypeWords(type) : extensionOf(name).toUpperCase()) || t('files.file');
}

/** So many characters at the end of a name say which of several it is, and what. */
const lastKept = 12;
const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** A name in two: its end, which is always shown, and what stands before, of which the end may be cut. A short one is not. */
export function inTwo(name: string): [start: string, end: string] {
  const letters = [...graphemes.segment(name)];
  const cut = letters.length > lastKept + 4 ? letters[letters.length - lastKept]?.index : undefined;
  return cut === undefined ? [name, ''] : [name.slice(0, cut), name.slice(cut)];
}

function subtypeWords(type: string): string {
  const subtype = type.slice(type.indexOf('/') + 1).replace(/^x-/, '');
  return (
    { mpeg: 'MP3', mp4: type.startsWith('audio') ? 'M4A' : 'MP4', webm: 'WebM', webp: 'WebP' }[subtype] ??
    subtype.toUpperCase()
  );
}

const capital = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);

/** What a message without words says by its files: "Photo", "Voice message", "Plan.pdf", "3 photos", "2 files". */
export function filesInWords(files: readonly { type: string; name: string; voice: boolean }[]): string {
  const [only] = files;
  if (only === undefined) return '';
  const kinds = new Set(files.map(({ type }) => kindOf(type)));
  const photos = kinds.size === 1 && kinds.has('image');
  if (files.length > 1) return t(photos ? 'files.photos' : 'files.count', { count: files.length });
  if (only.voice) return t('files.voice');
  if (photos) return only.type === 'image/gif' ? 'GIF' : t('files.photo');
  return kinds.has('video') ? t('files.video') : only.name;
}
