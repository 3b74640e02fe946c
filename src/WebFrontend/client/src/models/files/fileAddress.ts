/** Where a message's file is. */
export const fileUrl = (chatId: string, seq: number, fileId: string): string =>
  `/api/chats/${chatId}/messages/${seq}/files/${fileId}`;

/** A small picture of it. */
export const previewUrl = (chatId: string, seq: number, fileId: string): string =>
  `${fileUrl(chatId, seq, fileId)}/preview`;

/** Fetched to be kept: never opened. */
export const downloadUrl = (chatId: string, seq: number, fileId: string): string =>
  `${fileUrl(chatId, seq, fileId)}?download`;
