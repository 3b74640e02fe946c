/**
 * How the content of files is kept: as plain bytes, in pieces. Some browsers keep no Blobs (WebKit where nothing may
 * reach the disk) and then end the transaction never; a large file in one piece would be all in memory. A file is whole
 * when its pieces have as many bytes as it says.
 */
export interface AboutContent {
  size: number;
  type: string;
  /** When keeping it began, in the device's time; null once what it belongs to speaks of it. */
  begunAt: number | null;
}

export const pieceSize = 4 * 1024 * 1024;

/** A picture of a file (poster frame, first page) is kept beside it under this id. */
export const previewOf = (fileId: string): string => `${fileId}.preview`;

/** The file that a content belongs to: its own, or the one it is a picture of. */
export const fileOf = (contentId: string): string => contentId.replace(/\.preview$/, '');

export const aboutKey = (chatId: string, id: string): [string, string, 'about'] => [chatId, id, 'about'];

/** All keys of one content, those of earlier versions too, which kept it whole under its id. */
const keysOf = (chatId: string, id: string) => IDBKeyRange.bound([chatId, id], [chatId, id, []]);

/** All keys of a file and of its picture. */
export const allOfFile = (chatId: string, fileId: string): IDBKeyRange[] => [
  keysOf(chatId, fileId),
  keysOf(chatId, previewOf(fileId)),
];
