import { companyAuthor, fullName } from '../people/people';
import type { Chat, DeviceChat, Participant } from '../protocol';
import type { Entry, Message } from '../messages/entry';

interface Open {
  chat: Chat | null;
  people: ReadonlyMap<string, Participant>;
  timeline: { entries: readonly Entry[] };
}

/** The row of the chat that is open: what is known here is newer than any list, which is asked for now and then. */
export function openChatRow(row: DeviceChat, { chat, people, timeline }: Open): DeviceChat {
  if (chat === null) return row;
  const { name, company, closed } = chat;
  const last = timeline.entries.findLast((entry): entry is Message => entry.kind === 'message');
  if (last === undefined) return { ...row, name, company, closed };
  const author = people.get(last.by);
  const by = last.by === companyAuthor ? company.name : author ? fullName(author) : '';
  const { text, at, attachments } = last;
  const last_message = { by: last.by, name: by, text, at, attachments: [...attachments] };
  return { ...row, name, company, closed, last_message };
}
