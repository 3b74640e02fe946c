// Reads a chat by asking again and again, from the number of the last message it has: node out/poll.js CHAT
import { call, companyOrOwnToken, pause } from './api.js';

interface Page {
  data: { id: number; author: { name: string }; text: string | null }[];
  next_page_url: string | null;
}

const chat = process.argv[2];
// A program that remembers this number goes on where it was when it is started again.
let last = 0;
for (;;) {
  let next: string | null = `/api/chats/${chat}/messages?after_id=${last}&per_page=249`;
  while (next) {
    const page: Page = await call(companyOrOwnToken, next);
    for (const message of page.data) {
      console.log(`${message.id} ${message.author.name}: ${message.text}`);
      last = message.id;
    }
    next = page.next_page_url;
  }
  await pause(2000);
}
