// Says something once, however often it has to try: node out/say.js CHAT TEXT
import { randomUUID } from 'node:crypto';
import { call, companyOrOwnToken } from './api.js';

const [chat, text] = process.argv.slice(2);
// The same id is the same message: it is safe to try again when no answer came.
const said = await call<{ id: number }>(companyOrOwnToken, `/api/chats/${chat}/messages`, { text, client_id: randomUUID() });
console.log(`said ${said.id}`);
