// A bot that answers "ping". The company lets it in and gets its token; nobody needs a mailbox: node out/bot.js CHAT
import { call, companyOrOwnToken as company, Refused } from './api.js';
import { follow } from './follower.js';

interface Person {
  id: string;
  email: string;
}

const chat = process.argv[2] ?? '';
const email = `ping-bot@${chat}.example.com`;

async function findOrAdd(): Promise<Person | undefined> {
  try {
    return await call<Person>(company, `/api/chats/${chat}/users`, { name: 'Ping', surname: 'Bot', email });
  } catch (fault) {
    if (!(fault instanceof Refused && fault.reason === 'already_exists')) throw fault;
    const people = await call<{ data: Person[] }>(company, `/api/chats/${chat}/users?per_page=249`);
    return people.data.find((person) => person.email === email);
  }
}

const { token } = await call<{ token: string }>(company, `/api/chats/${chat}/users/${(await findOrAdd())?.id}/token`, null);
console.log('ready');
await follow(token, chat, async ({ seq, kind, text }) => {
  // What is answered bears the number of the question: who hears it twice (after a restart, say) does not answer twice.
  if (kind === 'message' && text === 'ping') await call(token, `/api/chats/${chat}/messages`, { text: 'pong', client_id: `pong-${seq}` });
});
