// What a chat of 100,000 messages costs a browser: the first load, memory, scrolling, and 50 messages a second.
// `node performance.mjs [--visits=3] [--messages=100000] [--seconds=30] [--pages=DIRECTORY]`; other pages than the built ones are for
// comparing. Each visit is a line of JSON; the last line has the median of each field.
import { parseArgs } from "node:util";
import { loadavg } from "node:os";
import { fill, joinOverHttp } from "./crowd.mjs";
import { median } from "./medians.mjs";
import { launch, startApplication } from "./stage.mjs";
import { firstLoad, visit } from "./visit.mjs";

const { values } = parseArgs({
  options: {
    visits: { type: "string", default: "3" },
    messages: { type: "string", default: "100000" },
    seconds: { type: "string", default: "30" },
    pages: { type: "string" },
  },
});
const [visits, messages, seconds] = [
  values.visits,
  values.messages,
  values.seconds,
].map(Number);

/** A load does at once what people never come near: the limits are not what is measured. */
const wideLimits = [
  "RequestsPerSecond",
  "RequestBurst",
  "AddressRequestsPerSecond",
  "AddressRequestBurst",
  "MessagesPerSecond",
  "MessageBurst",
].map((name) => `--ConnectNow:Limits:${name}=1000000`);
const password = "harbour-street-12";
const people = [
  "Bob Lindqvist",
  "Marta Silva",
  "Ines Costa",
  "Noah Berg",
  "Alice Moreau",
].map((name) => name.split(" "));

const application = await startApplication([
  ...wideLimits,
  ...(values.pages ? [`--webroot=${values.pages}`] : []),
]);
const browser = await launch();
const lines = [];
try {
  const chat = await application.newChat(
    "Kitchen refit, Harbour Street 12",
    password,
  );
  const cookies = await joinOverHttp(chat, password, people);
  const reader = cookies.pop();
  const begun = performance.now();
  await fill(chat, cookies, messages, {
    progress: (count) => console.error(`${count} messages are said.`),
  });
  console.error(
    `Filled in ${Math.round((performance.now() - begun) / 1000)} s.`,
  );
  let said = messages;
  for (let number = 1; number <= visits; number++) {
    const line = { visit: number, messages: said };
    for (const profile of ["desk", "phone"])
      Object.assign(
        line,
        prefixed(
          `first_${profile}`,
          await firstLoad(browser, chat, reader, profile),
        ),
      );
    const seen = await visit(browser, {
      chat,
      reader,
      others: cookies,
      seconds,
      said,
    });
    said = seen.said;
    lines.push(
      Object.assign(line, seen.measured, { load_average: loadavg()[0] }),
    );
    console.log(JSON.stringify(line));
  }
} finally {
  await browser.close();
  await application.stop();
}

const medians = Object.fromEntries(
  Object.keys(lines[0]).map((key) => [
    key,
    median(lines.map((line) => line[key])),
  ]),
);
const { visit: _, ...fields } = medians;
console.table(fields);
console.log(JSON.stringify({ visits, ...fields }));

function prefixed(prefix, fields) {
  return Object.fromEntries(
    Object.entries(fields).map(([key, value]) => [`${prefix}_${key}`, value]),
  );
}
