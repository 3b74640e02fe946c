/** The shapes of docs/protocol.md, as they travel: `snake_case`, times as ISO 8601 in UTC. Unknown fields are ignored. */

export interface Company {
  id: string;
  name: string;
}

export interface Chat {
  id: string;
  name: string;
  company: Company;
  created_at: string;
  closed: boolean;
  people_limit: number | null;
  /** Bytes; missing in pages that an older version has kept. */
  file_limit?: number | null;
}

export type Standing = 'active' | 'left' | 'removed';

export interface StandingChange {
  kind: 'joined' | 'left' | 'rejoined' | 'removed';
  at: string;
}

export interface Participant {
  id: string;
  name: string;
  surname: string;
  email: string;
  verified: boolean;
  standing: Standing;
  history: StandingChange[];
  read_up_to: number;
  last_seen: string | null;
}

/** A file of a message, as the server found it. `duration` is in milliseconds, `waveform` is base64 of bytes. */
export interface Attachment {
  id: string;
  name: string;
  type: string;
  size: number;
  width: number | null;
  height: number | null;
  duration: number | null;
  has_preview: boolean;
  colour: string | null;
  voice: boolean;
  waveform: string | null;
}

/** A file on its way to the server, in blocks; `staged` are those that have arrived. */
export interface Upload {
  id: string;
  name: string;
  size: number;
  block_size: number;
  blocks: number;
  staged: { index: number; digest: string }[];
  started_at: string;
  expires_at: string;
  attachment: Attachment | null;
}

/** One numbered entry of a chat. `by` is a participant's id or `company`; `kind` may be one this client does not know. */
export interface ChatEvent {
  seq: number;
  kind: string;
  at: string;
  by: string | null;
  text?: string | null;
  client_id?: string | null;
  target?: number | null;
  subject?: string | null;
  edited_at?: string | null;
  deleted_at?: string | null;
  attachments?: Attachment[] | null;
}

export interface HubRefusal {
  reason: string;
  message: string;
  retry_after?: number | null;
}

export interface Snapshot {
  chat: Chat;
  me: string;
  people: Participant[];
  here: string[];
  events: ChatEvent[];
  has_more: boolean;
  last_seq: number;
  reset: boolean;
  refusal: HubRefusal | null;
}

export interface HistoryPage {
  events: ChatEvent[];
  has_more: boolean;
  refusal: HubRefusal | null;
}

export interface SendAnswer {
  seq: number | null;
  at: string | null;
  refusal: HubRefusal | null;
}

export interface PresenceChange {
  id: string;
  here: boolean;
  last_seen: string | null;
}

export interface ReadMark {
  id: string;
  seq: number;
}

export type GoneReason = 'left' | 'removed' | 'erased' | 'unknown';

export type JoinStep = 'password' | 'who' | 'code' | 'joined';

/** Where one attempt to get into a chat stands. */
export interface JoinProgress {
  step: JoinStep;
  chat?: { id: string; name: string; company: string } | null;
  person?: { name: string; surname: string; email: string } | null;
  sent_to?: string | null;
  resend_at?: string | null;
  participant_id?: string | null;
}

export interface DeviceChat {
  id: string;
  name: string;
  company: Company;
  closed: boolean;
  last_seq: number;
  unread: number;
  last_message: { by: string; name: string; text: string | null; at: string; attachments?: Attachment[] | null } | null;
  me: Participant;
}

/** A refusal of an HTTP call (RFC 9457), or our own words for a call that never got an answer (`network`). */
export interface Refusal {
  reason: string;
  detail: string;
  status: number;
  field?: string;
  errors?: Record<string, string[]>;
  /** Seconds. */
  retry_after?: number;
  tries_left?: number;
  limit?: number;
  limit_bytes?: number;
  company?: string;
}

/** When a chat tells a participant of messages while nobody looks. */
export type NoticeLevel = 'all' | 'mentions' | 'off';

export interface NoticeWish {
  level: NoticeLevel;
  /** Devices of this participant that are told. */
  devices: number;
}
