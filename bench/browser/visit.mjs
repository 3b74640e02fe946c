// One visit of one person to a chat: opens it, scrolls to its beginning and back, and stays while others talk.
import { readFileSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import { talkSteadily, Voice } from "./crowd.mjs";
import { watchMainThread } from "./mainThread.mjs";
import { newPage } from "./stage.mjs";

const timeout = 60_000;
/** Messages a second while others talk. */
const rate = 50;
/** A processor four times slower and a slow 4G line, as Lighthouse's mobile profile has them. */
const slowdown = 4;
const slowLine = {
  offline: false,
  latency: 150,
  downloadThroughput: (1.6 * 1024 * 1024) / 8,
  uploadThroughput: (750 * 1024) / 8,
};
const log = "[role=log]";
const row = `${log} [data-key]`;

/** The chat as somebody opens it who has joined, with nothing of the app on the device. */
export async function firstLoad(browser, chat, cookie, profile) {
  const { page, client } = await pageFor(browser, chat, cookie, {
    phone: profile === "phone",
  });
  const bytes = await countBytes(client);
  if (profile === "phone") {
    await client.send("Network.emulateNetworkConditions", slowLine);
    await client.send("Emulation.setCPUThrottlingRate", { rate: slowdown });
  }
  await page.evaluateOnNewDocument(noteLoading, row);
  await page.goto(chat.link);
  await page.waitForSelector(row, { timeout });
  await page.waitForNetworkIdle({ idleTime: 1500, timeout });
  const times = await page.evaluate(() => window.loading);
  await page.browserContext().close();
  // Afterwards nothing keeps the main thread for longer than a moment.
  const interactive = Math.max(
    times.contentful,
    times.shown,
    ...times.long.map(({ end }) => end),
  );
  const blocked = times.long.reduce(
    (sum, { end, duration }) =>
      sum + (end > times.contentful ? duration - 50 : 0),
    0,
  );
  return rounded({
    script_bytes: bytes.Script,
    bytes: Object.values(bytes).reduce((sum, size) => sum + size, 0),
    contentful_ms: times.contentful,
    largest_ms: times.largest,
    messages_ms: times.shown,
    interactive_ms: interactive,
    blocked_ms: blocked,
  });
}

/** Everything else: memory, scrolling and being told, each on a desk's processor and on a phone's. */
export async function visit(browser, { chat, reader, others, seconds, said }) {
  const { page, client } = await pageFor(browser, chat, reader);
  const measured = {};
  const note = (name, fields) => {
    for (const [key, value] of Object.entries(fields))
      if (key !== "result") measured[`${name}_${key}`] = value;
  };
  await page.goto(chat.link);
  await page.waitForSelector(row);
  await page.waitForNetworkIdle({ idleTime: 500 });
  note("opened", await memoryOf(browser, client));

  // All of the way is walked, the last part of it watched: there a page of older messages comes to the most others.
  const part = Math.round(said / 40);
  const begun = performance.now();
  await hurryUpTo(page, 2 * part);
  measured.load_s = (performance.now() - begun) / 1000;
  note("load", await watchMainThread(page, () => scrollUpTo(page, part)));
  await throttled(client, async () =>
    note("load_slow", await watchMainThread(page, () => scrollUpTo(page, 0))),
  );
  note("loaded", await memoryOf(browser, client));

  const voices = await Promise.all(
    others.map((cookie) => Voice.open(chat, cookie)),
  );
  const passes = [
    ["", (work) => work()],
    ["_slow", (work) => throttled(client, work)],
  ];
  for (const [suffix, around] of passes) {
    await around(async () => {
      note(
        `wheel${suffix}`,
        await watchMainThread(page, () => wheelDownAndUp(page)),
      );
      note(
        `jumps${suffix}`,
        await watchMainThread(page, () => jumpAbout(page)),
      );
      note(`keys${suffix}`, await watchMainThread(page, () => pressKeys(page)));
      await toEnd(page);
      const hear = () => talkSteadily(voices, rate, seconds, said);
      const heard = await watchMainThread(page, hear);
      said += heard.result;
      note(`hear${suffix}`, heard);
      await seeingLast(page, said);
      await scrollUpBy(page, 8000);
      const before = await topmost(page);
      const away = await watchMainThread(page, () =>
        talkSteadily(voices, rate, seconds, said),
      );
      said += away.result;
      note(`hear_away${suffix}`, away);
      const after = await topmost(page);
      if (before.key !== after.key || Math.abs(before.top - after.top) > 1)
        throw new Error("What was read has moved.");
    });
  }
  for (const voice of voices) voice.close();
  await toEnd(page);
  note("after", await memoryOf(browser, client));
  await page.browserContext().close();
  return { measured: rounded(measured), said };
}

async function pageFor(browser, chat, cookie, options) {
  const page = await newPage(browser, options);
  const client = await page.createCDPSession();
  const [name, value] = cookie.split("=");
  await client.send("Network.setCookie", {
    name,
    value,
    url: chat.link,
    httpOnly: true,
    sameSite: "Strict",
  });
  // Somebody looks: a page out of focus counts what is unread instead.
  await client.send("Emulation.setFocusEmulationEnabled", { enabled: true });
  return { page, client };
}

async function throttled(client, work) {
  await client.send("Emulation.setCPUThrottlingRate", { rate: slowdown });
  try {
    return await work();
  } finally {
    await client.send("Emulation.setCPUThrottlingRate", { rate: 1 });
  }
}

/** As they travel: compressed. */
async function countBytes(client) {
  const [types, bytes] = [new Map(), {}];
  await client.send("Network.enable");
  client.on("Network.responseReceived", ({ requestId, type }) =>
    types.set(requestId, type),
  );
  client.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    const type = types.get(requestId);
    bytes[type] = (bytes[type] ?? 0) + encodedDataLength;
  });
  return bytes;
}

/** Runs in the page, before anything of it. */
function noteLoading(row) {
  const times = { contentful: 0, largest: 0, shown: 0, long: [] };
  window.loading = times;
  const observe = (type, take) =>
    new PerformanceObserver((list) => list.getEntries().forEach(take)).observe({
      type,
      buffered: true,
    });
  observe("paint", (entry) => {
    if (entry.name === "first-contentful-paint")
      times.contentful = entry.startTime;
  });
  observe(
    "largest-contentful-paint",
    (entry) => (times.largest = entry.startTime),
  );
  observe("longtask", ({ startTime, duration }) =>
    times.long.push({ end: startTime + duration, duration }),
  );
  const rows = new MutationObserver(() => {
    if (document.querySelector(row) === null) return;
    times.shown = performance.now();
    rows.disconnect();
  });
  rows.observe(document, { childList: true, subtree: true });
}

/** After everything that can go has gone. */
async function memoryOf(browser, client) {
  await client.send("Performance.enable");
  await client.send("HeapProfiler.enable");
  await client.send("HeapProfiler.collectGarbage");
  const { metrics } = await client.send("Performance.getMetrics");
  await client.send("HeapProfiler.disable");
  await client.send("Performance.disable");
  const metric = (name) => metrics.find((one) => one.name === name).value;
  const system = await browser.target().createCDPSession();
  const { processInfo } = await system.send("SystemInfo.getProcessInfo");
  await system.detach();
  const privates = processInfo
    .filter(({ type }) => type === "renderer")
    .map(({ id }) => privateMemoryOf(id));
  return {
    heap_mb: metric("JSHeapUsedSize") / 1e6,
    nodes: metric("Nodes"),
    process_mb: Math.max(...privates),
  };
}

/** What a process has for itself alone, in megabytes. */
function privateMemoryOf(id) {
  const kilobytes = readFileSync(`/proc/${id}/smaps_rollup`, "utf8").matchAll(
    /^Private_\w+:\s+(\d+) kB$/gm,
  );
  return (
    [...kilobytes].reduce((sum, [, value]) => sum + Number(value), 0) / 1024
  );
}

/** Goes to the top again and again, each time an older page has come, until the message with this number is near. */
async function hurryUpTo(page, number) {
  await page.evaluate(
    async (log, row, number) => {
      const list = document.querySelector(log);
      const oldest = () => {
        const first = [...document.querySelectorAll(row)].find((one) => one.querySelector('.bubble') !== null);
        return parseInt(first?.querySelector('.bubble').textContent ?? 'NaN', 10);
      };
      while (!(oldest() <= number)) {
        list.scrollTop = 0;
        await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
      }
    },
    log,
    row,
    number,
  );
}

/** Turns the wheel until the message with this number is near; 0: until the chat's beginning. */
async function scrollUpTo(page, number) {
  await pointAt(page);
  for (;;) {
    const at = await oldestShown(page);
    if (at.begins || (number > 0 && at.number <= number)) return;
    await page.mouse.wheel({ deltaY: -2500 });
  }
}

async function scrollUpBy(page, distance) {
  await pointAt(page);
  for (let done = 0; done < distance; done += 500)
    await page.mouse.wheel({ deltaY: -500 });
  await stillness(page);
}

async function wheelDownAndUp(page, turns = 150) {
  await page.evaluate(
    (log) =>
      document.querySelector(log).scrollTo({ top: 0, behavior: "instant" }),
    log,
  );
  await pointAt(page);
  for (const deltaY of [400, -400])
    for (let turn = 0; turn < turns; turn++) await page.mouse.wheel({ deltaY });
  await stillness(page);
}

/** As one who drags the bar: anywhere, far apart. */
async function jumpAbout(page, jumps = 60) {
  for (let jump = 1; jump <= jumps; jump++) {
    const place = (jump * 0.618_034) % 1;
    await page.evaluate(
      (log, place) => {
        const list = document.querySelector(log);
        list.scrollTop = list.scrollHeight * place;
        return new Promise((resolve) =>
          requestAnimationFrame(() => requestAnimationFrame(resolve)),
        );
      },
      log,
      place,
    );
  }
}

async function pressKeys(page) {
  await page.focus(log);
  for (const key of [
    "End",
    ...Array(15).fill("PageUp"),
    "Home",
    ...Array(15).fill("PageDown"),
    "End",
    "Home",
  ]) {
    await page.keyboard.press(key);
    if (key === "End" || key === "Home") await stillness(page);
    else await wait(60);
  }
}

/** The end moves while rows come into view that were only guessed: who wants to be there presses again. */
async function toEnd(page, presses = 10) {
  await page.focus(log);
  for (let press = 0; press < presses; press++) {
    await page.keyboard.press('End');
    await stillness(page);
    if (await page.$eval(log, (list) => list.scrollHeight - list.clientHeight - list.scrollTop < 1)) return;
  }
  throw new Error(`${presses} presses of End did not reach the end.`);
}

/** Until the list stands still and looks as it did half a second ago. */
async function stillness(page) {
  await page.evaluate(async (log) => {
    const list = document.querySelector(log);
    let [place, since] = [NaN, performance.now()];
    while (performance.now() - since < 500) {
      await new Promise((resolve) => requestAnimationFrame(resolve));
      if (list.scrollTop !== place)
        [place, since] = [list.scrollTop, performance.now()];
    }
  }, log);
}

async function pointAt(page) {
  const box = await (await page.$(log)).boundingBox();
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
}

const oldestShown = (page) =>
  page.evaluate((row) => {
    const first = [...document.querySelectorAll(row)].find(
      (one) => one.querySelector(".bubble") !== null,
    );
    const begins =
      document.querySelector(row)?.dataset.key === "top" &&
      document.querySelector(row).textContent.includes("begins");
    return {
      begins,
      number: parseInt(
        first?.querySelector(".bubble").textContent ?? "NaN",
        10,
      ),
    };
  }, row);

/** The first row in view, and where it stands. */
const topmost = (page) =>
  page.evaluate(
    (log, row) => {
      const edge = document.querySelector(log).getBoundingClientRect().top;
      const first = [...document.querySelectorAll(row)].find(
        (one) => one.getBoundingClientRect().bottom > edge,
      );
      return { key: first.dataset.key, top: first.getBoundingClientRect().top };
    },
    log,
    row,
  );

const seeingLast = (page, said) =>
  page.waitForFunction(
    (row, last) =>
      [...document.querySelectorAll(row)]
        .at(-1)
        ?.textContent.includes(`${last}: `),
    { timeout },
    row,
    said,
  );

function rounded(fields) {
  return Object.fromEntries(
    Object.entries(fields).map(([key, value]) => [
      key,
      Math.round(value * 10) / 10,
    ]),
  );
}
