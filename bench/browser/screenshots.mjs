// Takes the manifest's screenshots of the running app into the client's public folder. The results are committed: run this
// after the app has come to look different.
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { joinChat, launch, newPage, say, seeing, startApplication } from './stage.mjs';

const target = fileURLToPath(new URL('../../src/WebFrontend/client/public/screenshots/', import.meta.url));
mkdirSync(target, { recursive: true });

const application = await startApplication();
const browser = await launch();
try {
  const chat = await application.newChat('Kitchen refit, Harbour Street 12');
  const others = [await application.newChat('Roof and gutters'), await application.newChat('Summer party')];
  const [phone, desk, dark] = [
    await newPage(browser, { phone: true }),
    await newPage(browser),
    await newPage(browser, { dark: true }),
  ];
  await joinChat(phone, chat, 'Alice', 'Moreau');
  await joinChat(desk, chat, 'Bob', 'Lindqvist');
  await joinChat(dark, chat, 'Marta', 'Silva');
  await say(phone, 'Good morning! The worktop arrives on Thursday.');
  await say(desk, 'Perfect. I can be there from eight.');
  await say(desk, 'Shall I bring the new tap as well?');
  await say(phone, 'Yes please 🙏');
  await say(dark, 'The electrician asks for the plan of the sockets.');
  await say(dark, 'Is it this one? https://example.com/plans/harbour-street-12');
  await say(desk, 'That is the one. Two more by the window.');
  await say(phone, 'Then we are all set. See you on Thursday!');
  await seeing(dark, 'Then we are all set');
  await take(phone, 'narrow-chat');

  await phone.goto(`${chat.link}/people`);
  await seeing(phone, 'Lindqvist');
  await take(phone, 'narrow-people');
  await desk.goto(`${chat.link}/people`);
  await seeing(desk, 'marta@example.com');
  await take(desk, 'wide-chat');
  await dark.goto(`${chat.link}/people`);
  await seeing(dark, 'bob@example.com');
  await take(dark, 'wide-dark');

  for (const other of others) {
    await joinChat(phone, other, 'Alice', 'Moreau');
    await say(phone, 'Here I am.');
  }
  await phone.goto(application.url);
  await seeing(phone, 'Summer party');
  await take(phone, 'narrow-chats');
} finally {
  await browser.close();
  await application.stop();
}

async function take(page, name) {
  await page.evaluate(() => document.fonts.ready);
  await page.waitForNetworkIdle({ idleTime: 500 });
  await page.screenshot({ path: `${target}${name}.png` });
  console.log(`${name}.png`);
}
