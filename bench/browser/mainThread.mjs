// What the main thread of a page does, from the browser's own trace: each task with the time it took on the clock, and the time the
// thread had a processor, which is what stays the same on a machine that does other things too.

const categories = ["disabled-by-default-devtools.timeline", "__metadata"];
/** A task that is longer keeps somebody waiting (the Long Tasks API's limit). */
const long = 50;

/** The tasks of the page's main thread while `work` goes on, and how the frames came. */
export async function watchMainThread(page, work) {
  await page.evaluate(beginFrames);
  await page.tracing.start({ categories });
  let result;
  let trace;
  try {
    result = await work();
  } finally {
    trace = await page.tracing.stop();
  }
  const frames = await page.evaluate(endFrames);
  return {
    ...tasksIn(JSON.parse(Buffer.from(trace).toString("utf8")).traceEvents),
    ...frames,
    result,
  };
}

/** Frames as the page itself sees them: the time between two callbacks. */
function beginFrames() {
  const times = [];
  const note = (now) => {
    times.push(now);
    window.frameNote = requestAnimationFrame(note);
  };
  window.frameTimes = times;
  window.frameNote = requestAnimationFrame(note);
}

function endFrames() {
  cancelAnimationFrame(window.frameNote);
  const gaps = window.frameTimes
    .slice(1)
    .map((time, index) => time - window.frameTimes[index]);
  gaps.sort((a, b) => a - b);
  const at = (share) =>
    Math.round(
      (gaps[Math.min(gaps.length - 1, Math.floor(gaps.length * share))] ?? 0) *
        10,
    ) / 10;
  return {
    frames: gaps.length,
    frame_p50_ms: at(0.5),
    frame_p99_ms: at(0.99),
    frame_max_ms: at(1),
  };
}

function tasksIn(events) {
  const threads = new Set(
    events
      .filter(
        ({ name, args }) =>
          name === "thread_name" && args.name === "CrRendererMain",
      )
      .map(({ pid, tid }) => `${pid}/${tid}`),
  );
  const tasks = events.filter(
    ({ name, ph, pid, tid }) =>
      name === "RunTask" && ph === "X" && threads.has(`${pid}/${tid}`),
  );
  const cpu = tasks.map(({ tdur }) => (tdur ?? 0) / 1000);
  const wall = tasks.map(({ dur }) => dur / 1000);
  const overLong = (times) => times.filter((time) => time > long).length;
  return {
    tasks: tasks.length,
    cpu_ms: Math.round(cpu.reduce((sum, time) => sum + time, 0)),
    long_cpu: overLong(cpu),
    longest_cpu_ms: Math.round(Math.max(0, ...cpu) * 10) / 10,
    long_wall: overLong(wall),
    longest_wall_ms: Math.round(Math.max(0, ...wall) * 10) / 10,
  };
}
