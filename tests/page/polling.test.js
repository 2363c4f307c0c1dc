import assert from "node:assert/strict";
import { test } from "node:test";

import { connect } from "../../functions/api/static/tailrace.js";
import { Clock, settled } from "./clock.js";
import { logOf, Server } from "./server.js";

/** @import { Connection } from "../../functions/api/static/client/types.js" */
/** @import { Fate } from "./server.js" */

/**
 * A run at work that is followed.
 * @param {Fate[]} fates
 * @param {string | null} [key]
 */
function following(fates, key = "key") {
  const server = new Server(logOf(5, { closed: false }));
  server.fates = fates;
  const clock = new Clock();
  /** @type {number[]} */
  const seqs = [];
  /** @type {Connection[]} */
  const states = [];
  const client = connect({ url: "https://api.test", key, fetch: server.fetch, timers: clock.timers });
  const events = client.open("r", { token: "t" }).events({ onConnection: (state) => states.push(state) });
  const end = (async () => {
    for await (const event of events) seqs.push(event.seq);
  })();
  end.catch(() => {});
  const count = (/** @type {string} */ path) => server.asked.filter((asked) => asked.path === path).length;
  const more = (/** @type {number} */ length, closed = false) => {
    server.log = logOf(length, { closed });
  };
  return { server, clock, seqs, states, end, count, more, mode: () => states.at(-1)?.mode };
}

/** @type {[string, Fate][]} */
const BROKEN = [
  ["there is no connection", { refused: true }],
  ["there is no answer", { hangs: true }],
  ["nothing comes after the headers", { bytes: 0, ends: "silence" }],
  ["all that comes is the comment that should push proxies", { bytes: 60, ends: "silence" }],
  ["it is another thing", { headers: { "content-type": "text/html" } }],
  ["something between answers", { status: 502 }],
];

for (const [name, fate] of BROKEN) {
  test(`after two connections in vain it polls: ${name}`, async () => {
    const { clock, seqs, count, mode, more, end, server } = following(Array(99).fill(fate));
    await clock.pass(21_000);
    assert.deepEqual([mode(), seqs], ["polling", [1, 2, 3, 4, 5]]);
    more(9);
    await clock.pass(2000);
    assert.deepEqual(seqs, [1, 2, 3, 4, 5, 6, 7, 8, 9]);
    const [polls, streams] = [count("events"), count("stream")];
    await clock.pass(60_000);
    assert.ok(count("events") - polls >= 29, "it polls every 2 s");
    assert.ok(count("stream") - streams >= 2, "and tries the stream");
    assert.equal(mode(), "polling");
    more(12, true);
    await clock.until(end);
    await settled();
    assert.deepEqual([seqs.length, mode(), server.open, clock.waiting], [12, "ended", 0, 0]);
  });
}

test("it goes back to the stream as soon as that gets through, without a gap or a double", async () => {
  const fates = [{ status: 502 }, { status: 502 }, { refused: true }, { from: 3 }];
  const { server, clock, seqs, count, mode, more, end } = following(fates);
  server.piece = () => 30;
  await clock.pass(10_000);
  assert.equal(mode(), "polling");
  more(9);
  await clock.pass(21_500);
  assert.deepEqual([mode(), seqs], ["live", [1, 2, 3, 4, 5, 6, 7, 8, 9]]);
  const polls = count("events");
  await clock.pass(30_000);
  assert.equal(count("events"), polls, "it polls no more");
  more(12, true);
  await clock.until(end);
  assert.deepEqual(seqs, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
});

test("a stream that breaks later is taken up as a stream", async () => {
  const fates = [{ status: 502 }, { status: 502 }, { bytes: 400, ends: /** @type {const} */ ("cut") }];
  const { clock, mode, states, seqs } = following(fates);
  await clock.pass(16_500);
  assert.deepEqual([mode(), seqs.length, states.at(-1)?.resumes], ["live", 5, 2]);
});

test("who cannot poll goes on trying the stream", async () => {
  const { clock, seqs, count, states, end, more } = following(Array(6).fill({ status: 502 }), null);
  more(5, true);
  await clock.until(end);
  assert.deepEqual([count("events"), count("stream"), seqs.length], [0, 7, 5]);
  assert.ok(!states.some(({ mode }) => mode === "polling"));
});

test("polls that fail say so, wait as they are asked to, and go on", async () => {
  const { server, clock, states, mode, seqs } = following(Array(99).fill({ status: 502 }));
  server.polls = [{}, { refused: true }, { status: 503, headers: { "retry-after": "9" } }];
  await clock.pass(4000);
  assert.deepEqual([mode(), states.at(-1)?.retryInMs], ["reconnecting", 9000]);
  await clock.pass(9500);
  assert.deepEqual([mode(), seqs], ["polling", [1, 2, 3, 4, 5]]);
});

test("a page with a gap is not taken for the log", async () => {
  const { server, clock, seqs } = following(Array(99).fill({ status: 502 }));
  server.polls = [{}, { events: logOf(9, { closed: false }).slice(6) }];
  await clock.pass(5000);
  assert.deepEqual(seqs, [1, 2, 3, 4, 5]);
});

for (const way of /** @type {const} */ (["polls", "fates"])) {
  test(`a refusal of ${way === "polls" ? "a poll" : "the stream"} ends it`, async () => {
    const { server, clock, end, mode } = following([{ status: 502 }, { status: 502 }]);
    await clock.pass(1000);
    server[way].push({ status: 401 });
    await assert.rejects(clock.until(end), { name: "ProblemError", status: 401, code: "unauthorized" });
    await settled();
    assert.deepEqual([mode(), clock.waiting, server.open], ["ended", 0, 0]);
  });
}
