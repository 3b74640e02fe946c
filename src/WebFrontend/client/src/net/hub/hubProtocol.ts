/**
 * SignalR's hub protocol in JSON, version 1, as far as a chat needs it: calls of both sides with one answer each, pings, and the server's goodbye.
 * https://github.com/dotnet/aspnetcore/blob/main/src/SignalR/docs/specs/HubProtocol.md
 */
export type HubMessage =
  | { type: 1; target: string; arguments: unknown[]; invocationId?: string }
  | { type: 3; invocationId: string; result?: unknown; error?: string }
  | { type: 6 }
  | { type: 7; error?: string; allowReconnect?: boolean };

/** Ends each message. JSON never has it unescaped. */
const separator = '\x1e';

export const handshake = `{"protocol":"json","version":1}${separator}`;

/** The server closes a connection that sends more bytes in one frame. */
const mostSent = 64 * 1024;
/** Far above the longest page of history. */
const mostReceived = 32 * 1024 * 1024;
const utf8 = new TextDecoder('utf-8', { fatal: true });

/** Throws when the message is longer than the server takes. */
export function written(message: HubMessage): string {
  const record = JSON.stringify(message) + separator;
  if (new TextEncoder().encode(record).length > mostSent) throw new Error('The message is too long to be sent.');
  return record;
}

/**
 * The messages of one frame, as text or as bytes, of any type; the first of a connection is the answer to the handshake.
 * Throws when the last one is incomplete, or one is no JSON object: a frame holds whole messages.
 */
export function read(frame: string | ArrayBuffer): Record<string, unknown>[] {
  const size = typeof frame === 'string' ? frame.length : frame.byteLength;
  if (size > mostReceived) throw new Error('A frame of the hub is too long.');
  const records = (typeof frame === 'string' ? frame : utf8.decode(frame)).split(separator);
  if (records.pop() !== '') throw new Error('A message of the hub is incomplete.');
  return records.map((record) => {
    const message: unknown = JSON.parse(record);
    if (typeof message !== 'object' || message === null) throw new Error('A message of the hub is no object.');
    return message as Record<string, unknown>;
  });
}

/** Throws when a message lacks what its type must have. Null: a type that is of no concern here, or of a later version. */
export function known(message: Record<string, unknown>): HubMessage | null {
  const { type, target, invocationId, result, error } = message;
  const malformed =
    typeof type !== 'number' ||
    (type === 1 && (typeof target !== 'string' || !Array.isArray(message.arguments))) ||
    (type === 3 && (typeof invocationId !== 'string' || (result !== undefined && error !== undefined)));
  if (malformed) throw new Error('A message of the hub is malformed.');
  return [1, 3, 6, 7].includes(type) ? (message as unknown as HubMessage) : null;
}
