// Prints what is said as it is said: node out/follow.js CHAT
import { companyOrOwnToken } from './api.js';
import { follow } from './follower.js';

await follow(companyOrOwnToken, process.argv[2] ?? '', async ({ seq, kind, by, text }) => {
  if (kind === 'message') console.log(`${seq} ${by}: ${text}`);
});
