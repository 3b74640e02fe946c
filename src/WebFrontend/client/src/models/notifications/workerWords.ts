/** What the service worker tells the pages. */
export type WorkerWord = { type: 'open-chat'; chatId: string };

export function isWorkerWord(value: unknown): value is WorkerWord {
  return typeof value === 'object' && value !== null && (value as { type?: unknown }).type === 'open-chat';
}
