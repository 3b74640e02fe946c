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
  /** Another one with every change of the password. Null: no device may keep the password; missing in older pages. */
  password_mark?: string | null;
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
  /** The entry from which on the address was proven; missing or null where that is not known. */
  verified_from?: number | null;
  /** The company has put the person in. */
  vouched?: boolean;
  /** Another person here had this name already. */
  same_name?: boolean;
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
  /** Whether a picture moves; missing or null when that is not known. */
  animated?: boolean | null;
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
  /** The server's clock. */
  now?: string | null;
  refusal: HubRefusal | null;
}

export interface HistoryPage {
  events: ChatEvent[];
  has_more: boolean;
  /** The people that the events are by or about; an older server names none. */
  people?: Participant[] | null;
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

export type GoneReason = 'left' | 'removed' | 'proven' | 'erased' | 'unknown';

export type JoinStep = 'password' | 'who' | 'code' | 'joined';

/** What is known of the mail with a code; `delayed`: it could not be sent yet, and is tried again. */
export type MailFate = 'sending' | 'sent' | 'delayed' | 'failed' | 'uncertain';

/** Where one attempt to get into a chat stands. */
export interface JoinProgress {
  step: JoinStep;
  chat?: { id: string; name: string; company: string } | null;
  person?: { name: string; surname: string; email: string } | null;
  sent_to?: string | null;
  mail?: MailFate | null;
  resend_at?: string | null;
  /** Seconds until then, whatever the clocks say. */
  resend_in?: number | null;
  participant_id?: string | null;
}

/** A chat that was joined with an address without proof of it. */
export interface OfferedChat {
  id: string;
  name: string;
  company: string;
  person: string;
}

export interface SignedIn {
  chats: number;
  offered?: OfferedChat[] | null;
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

/** When a chat tells a participant of messages while the page is not looked at. */
export type NoticeLevel = 'all' | 'mentions' | 'off';

export interface NoticeWish {
  level: NoticeLevel;
  /** Devices of this participant that are told. */
  devices: number;
}
