// People without a browser: they join by the pages' calls and speak the hub's JSON protocol, so that they cost next to nothing
// beside the browser that is measured.
import { setTimeout as wait } from "node:timers/promises";

const separator = "\u001e";
const timeout = 60_000;

/** Lets people in, by name; answers the cookie of each. */
export async function joinOverHttp(chat, password, names) {
  const base = `${new URL(chat.link).origin}/api/chats/${chat.id}/join`;
  const session = await post(
    `${base}/password`,
    { password },
    `cn-join-${chat.id}`,
  );
  const cookies = [];
  for (const [name, surname] of names) {
    cookies.push(
      await post(
        `${base}/who`,
        {
          name,
          surname,
          email: `${name}.${surname}@example.com`.toLowerCase(),
        },
        `cn-${chat.id}`,
        session,
      ),
    );
  }
  return cookies;
}

/** The cookie of that name that the answer sets, as it is sent back. */
async function post(url, body, name, cookie = "") {
  const answer = await fetch(url, {
    method: "POST",
    headers: {
      "Content-Type": "application/json",
      Origin: new URL(url).origin,
      Cookie: cookie,
    },
    body: JSON.stringify(body),
  });
  if (!answer.ok)
    throw new Error(`${url}: ${answer.status} ${await answer.text()}`);
  return answer.headers
    .getSetCookie()
    .find((header) => header.startsWith(`${name}=`))
    .split(";")[0];
}

/** One person's connection: says things, and knows when each is committed. */
export class Voice {
  #socket;
  #waiting = new Map();
  #calls = 0;

  static async open(chat, cookie) {
    const voice = new Voice();
    const url = new URL(`/hubs/chat?chat=${chat.id}`, chat.link);
    const socket = new WebSocket(url.href.replace(/^http/, "ws"), {
      headers: { Cookie: cookie, Origin: url.origin },
    });
    voice.#socket = socket;
    socket.onmessage = ({ data }) => voice.#hear(data);
    await new Promise((resolve, reject) => {
      socket.onopen = resolve;
      socket.onerror = () => reject(new Error("No connection to the hub."));
    });
    socket.onclose = () => voice.#fail();
    socket.send(`{"protocol":"json","version":1}${separator}`);
    return voice;
  }

  /** Until the message is committed. */
  async say(text) {
    const id = String(++this.#calls);
    const answered = new Promise((resolve, reject) =>
      this.#waiting.set(id, { resolve, reject }),
    );
    const message = { client_id: crypto.randomUUID(), text };
    this.#socket.send(
      JSON.stringify({
        type: 1,
        invocationId: id,
        target: "Send",
        arguments: [message],
      }) + separator,
    );
    const { result, error } = await answered;
    if (error || result.refusal)
      throw new Error(error ?? result.refusal.message);
  }

  close() {
    this.#socket.onclose = null;
    this.#socket.close();
  }

  #hear(data) {
    for (const frame of data.split(separator)) {
      if (!frame.startsWith('{"type":3')) continue;
      const answer = JSON.parse(frame);
      this.#waiting.get(answer.invocationId)?.resolve(answer);
      this.#waiting.delete(answer.invocationId);
    }
  }

  #fail() {
    for (const { reject } of this.#waiting.values())
      reject(new Error("The connection to the hub was lost."));
  }
}

const words =
  "the worktop arrives on Thursday and somebody has to be there from eight or nine because the door needs two people who can lift it " +
  "shall we ask the electrician for his plan of the sockets before that yes please call him";

/** Messages as people write them: most short, some of several lines, now and then a link; the same for the same number. */
export function messageOf(number) {
  const all = words.split(" ");
  const length = 3 + ((number * 7) % 23) + (number % 17 === 0 ? 40 : 0);
  const said = Array.from(
    { length },
    (_, place) => all[(number * 13 + place) % all.length],
  ).join(" ");
  return `${number}: ${said}${number % 20 === 0 ? ` https://example.com/plans/${number}` : ""}`;
}

/** Brings a chat to `count` messages: everybody has as many on their way as the hub takes at once from one connection. */
export async function fill(
  chat,
  cookies,
  count,
  { atOnce = 8, progress = () => undefined } = {},
) {
  const voices = await Promise.all(
    cookies.map((cookie) => Voice.open(chat, cookie)),
  );
  let next = 1;
  const talk = async (voice) => {
    while (next <= count) {
      const number = next++;
      if (number % 10_000 === 0) progress(number);
      await voice.say(messageOf(number));
    }
  };
  await Promise.all(
    voices.flatMap((voice) =>
      Array.from({ length: atOnce }, () => talk(voice)),
    ),
  );
  for (const voice of voices) voice.close();
}

/**
 * Says `rate` things a second for so many seconds, each at its time whatever became of the last, numbered on from `said`; until all
 * are committed. Answers how many.
 */
export async function talkSteadily(voices, rate, seconds, said) {
  const begun = performance.now();
  const answers = [];
  for (let number = 1; number <= rate * seconds; number++) {
    const early = begun + (number * 1000) / rate - performance.now();
    if (early > 0) await wait(early);
    answers.push(voices[number % voices.length].say(messageOf(said + number)));
  }
  const tooLong = wait(timeout, null, { ref: false }).then(() =>
    Promise.reject(new Error("Not everything was committed.")),
  );
  await Promise.race([Promise.all(answers), tooLong]);
  return answers.length;
}
