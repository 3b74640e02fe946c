// The app in a process of its own, on a folder of its own, and people at browsers who talk in a chat.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setTimeout as wait } from 'node:timers/promises';
import puppeteer from 'puppeteer-core';

const root = fileURLToPath(new URL('../../', import.meta.url));
const timeout = 60_000;

export const chromiumFlags = ['--no-sandbox', '--disable-background-networking', '--disable-component-update', '--no-first-run'];
export const chromium = process.env.CHROMIUM ?? '/usr/bin/chromium';

/** Starts the built program (`dotnet build src/WebFrontend -c Release` first), with settings of its own if some are named. */
export async function startApplication(settings = []) {
  const program = ['Release', 'Debug']
    .map((configuration) => join(root, `src/WebFrontend/bin/${configuration}/net10.0/ConnectNow.WebFrontend.dll`))
    .find(existsSync);
  if (program === undefined) throw new Error('Build it first: dotnet build src/WebFrontend -c Release');
  const directory = mkdtempSync(join(tmpdir(), 'connectnow-browser-'));
  const url = `http://localhost:${await freePort()}`;
  const server = spawn('dotnet', [program, '--urls', url, `--ConnectNow:DataDirectory=${directory}`, ...settings], { stdio: 'ignore' });
  const deadline = Date.now() + timeout;
  while (!(await isReady(url))) {
    if (server.exitCode !== null || Date.now() > deadline) throw new Error('The application did not start.');
    await wait(100);
  }
  const { api_token: token } = JSON.parse(readFileSync(join(directory, 'first-run.json'), 'utf8'));
  return {
    url,
    async newChat(name, password = 'harbour-street-12') {
      const answer = await fetch(`${url}/api/chats`, {
        method: 'POST',
        headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
        body: JSON.stringify({ name, password }),
      });
      if (!answer.ok) throw new Error(`No chat: ${answer.status} ${await answer.text()}`);
      const { id } = await answer.json();
      return { id, link: `${url}/c/${id}`, linkWithPassword: `${url}/c/${id}#${password}` };
    },
    async stop() {
      server.kill('SIGTERM');
      if (server.exitCode === null) await once(server, 'exit');
      rmSync(directory, { recursive: true });
    },
  };
}

export const launch = () => puppeteer.launch({ executablePath: chromium, args: chromiumFlags, headless: true, protocolTimeout: 10 * timeout });

/** A page of a browser of its own; `phone` is one held upright. */
export async function newPage(browser, { phone = false, dark = false } = {}) {
  const context = await browser.createBrowserContext();
  const page = await context.newPage();
  await page.setViewport(
    phone
      ? { width: 390, height: 844, deviceScaleFactor: 2, isMobile: true, hasTouch: true }
      : { width: 1280, height: 800, deviceScaleFactor: 1 },
  );
  await page.emulateMediaFeatures([
    { name: 'prefers-color-scheme', value: dark ? 'dark' : 'light' },
    { name: 'prefers-reduced-motion', value: 'reduce' },
  ]);
  return page;
}

/** Joins by the link, as the user guide says. */
export async function joinChat(page, chat, name, surname) {
  await page.goto(chat.linkWithPassword);
  await page.locator('::-p-aria([name="Name"][role="textbox"])').fill(name);
  await page.locator('::-p-aria([name="Surname"][role="textbox"])').fill(surname);
  await page.locator('::-p-aria([name="Email address"][role="textbox"])').fill(`${name.toLowerCase()}@example.com`);
  await page.locator('::-p-aria([name="Join conversation"][role="button"])').click();
  await page.locator('::-p-aria([name="Your message"][role="textbox"])').wait();
}

export async function say(page, text) {
  await page.locator('::-p-aria([name="Your message"][role="textbox"])').fill(text);
  await page.locator('::-p-aria([name="Send message"][role="button"])').click();
  await seeing(page, text);
}

/** Chooses a picture by the paperclip and sends it; until it is in the chat. */
export async function attach(page, path) {
  const before = (await page.$$('[role=log] img')).length;
  const field = await page.waitForSelector('form input[type=file]');
  await field.uploadFile(path);
  await (await page.waitForSelector('form button[type=submit][aria-disabled=false]')).click();
  await page.waitForFunction((count) => document.querySelectorAll('[role=log] img').length > count, {}, before);
}

/** Until the page shows a text. */
export const seeing = (page, text) => page.locator(`::-p-text(${text})`).wait();

async function isReady(url) {
  try {
    return (await fetch(`${url}/health/ready`)).ok;
  } catch {
    // Not listening yet: asked again until the deadline.
    return false;
  }
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}
