/**
 * SignalR's hub protocol in JSON, version 1, as far as a chat needs it: calls of both sides with one answer each, pings, and the server's goodbye.
 * https://github.com/dotnet/aspnetcore/blob/main/src/SignalR/docs/specs/HubProtocol.md
 */
export type HubMessage =
  | { type: 1; target: string; arguments: unknown[]; invocationId?: string }
  | { type: 3; invocationId: string; result?: unknown; error?: string }
  | { type: 6 }
  | { type: 7; error?: string };

/** Ends each message. JSON never has it unescaped. */
const separator = '\x1e';

export const handshake = `{"protocol":"json","version":1}${separator}`;

export const written = (message: HubMessage): string => JSON.stringify(message) + separator;

/**
 * The messages of one frame of text, of any type; the first of a connection is the answer to the handshake.
 * Throws when the last one is incomplete, or one is no JSON object: a frame holds whole messages.
 */
export function read(frame: string): Record<string, unknown>[] {
  const records = frame.split(separator);
  if (records.pop() !== '') throw new Error('A message of the hub is incomplete.');
  return records.map((record) => {
    const message: unknown = JSON.parse(record);
    if (typeof message !== 'object' || message === null) throw new Error('A message of the hub is no object.');
    return message as Record<string, unknown>;
  });
}
