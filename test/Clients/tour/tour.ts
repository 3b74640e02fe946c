// What a program does with the types that openapi-typescript has made from the OpenAPI document (api.d.ts): a name or a type that is missing is an error of the compiler.
import createClient from 'openapi-fetch';
import type { components, paths } from './api.js';

type Problem = components['schemas']['Problem'];

const [server = '', apiToken = ''] = process.argv.slice(2);

const client = (token: string) =>
  createClient<paths>({ baseUrl: server.replace(/\/$/, ''), headers: { Authorization: `Bearer ${token}` } });

async function taken<T>(call: Promise<{ data?: T; error?: unknown }>): Promise<T> {
  const { data, error } = await call;
  if (data === undefined) throw new Error(JSON.stringify(error));
  return data;
}

async function refused(call: Promise<{ error?: Problem }>): Promise<string> {
  const { error } = await call;
  if (!error) return 'not refused';
  const reason: 'not_found' | 'invalid_field' | 'not_in_chat' | string = error.reason ?? 'no reason';
  return [error.status, reason, ...Object.keys(error.errors ?? {}).sort()].join(' ');
}

const company = client(apiToken);
const own = await taken(company.GET('/api/user'));
console.log(`${own.type} with ${own.company.owner_id ?? 'no owner'}`);
const child = await taken(company.POST('/api/companies', { body: { name: 'Northwind' } }));
const read = await taken(company.GET('/api/companies/{company_id}', { params: { path: { company_id: child.id } } }));
console.log(`owned by the first: ${read.owner_id === own.company.id}`);

const chat = await taken(company.POST('/api/chats', { body: { name: 'Kitchen refit' } }));
const inChat = { path: { chat_id: chat.id } };
const bot = await taken(
  company.POST('/api/chats/{chat_id}/users', { params: inChat, body: { name: 'Meter', surname: 'Bot', email: `meter.${chat.id}@example.com` } }),
);
const lastSeen: string | null = bot.last_seen;
console.log(`${bot.standing}, ${bot.history.map((change) => change.kind).join()}, last seen ${lastSeen ?? 'never'}`);

const { token } = await taken(company.POST('/api/chats/{chat_id}/users/{user_id}/token', { params: { path: { chat_id: chat.id, user_id: bot.id } } }));
const speaker = client(token);
console.log(`speaks as ${(await taken(speaker.GET('/api/chat-user'))).participant.name}`);
const say = () => taken(speaker.POST('/api/chats/{chat_id}/messages', { params: inChat, body: { text: '21.5 degrees', client_id: 'reading-1' } }));
const [said, again] = [await say(), await say()];
console.log(`once: ${said.id === again.id}, edited ${said.edited_at ?? 'never'}`);
const message = { path: { chat_id: chat.id, message_id: said.id } };
const edited = await taken(speaker.PUT('/api/chats/{chat_id}/messages/{message_id}', { params: message, body: { text: '21.6 degrees' } }));
console.log(`edited: ${edited.edited_at !== null && edited.edited_at >= edited.created_at}`);

const page = await taken(company.GET('/api/chats/{chat_id}/messages', { params: { ...inChat, query: { after_id: 0, per_page: 10 } } }));
console.log(`${page.data.map((one) => `${one.text} by ${one.author.name}`).join()}, page ${page.current_page ?? 'not counted'}, next ${page.next_page_url ?? 'none'}`);

console.log(await refused(company.GET('/api/chats/{chat_id}/messages/{message_id}', { params: { path: { chat_id: chat.id, message_id: 999 } } })));
console.log(await refused(speaker.POST('/api/chats/{chat_id}/messages', { params: inChat, body: { text: ' ' } })));
console.log(await refused(client('cnc_wrong').GET('/api/user')));
