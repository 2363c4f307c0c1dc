import assert from "node:assert/strict";
import { test } from "node:test";

import { connect } from "../../functions/api/static/tailrace.js";
import { Clock, settled } from "./clock.js";
import { logOf, Server } from "./server.js";

/** @import { Fate } from "./server.js" */

/**
 * A run that is at work, followed until it waits, and stopped then.
 * @param {Fate[]} fates
 * @param {(stop: AbortController, following: AsyncGenerator) => unknown} stopping
 * @param {Fate[]} [polls]
 */
async function stopped(fates, stopping, polls = []) {
  const server = new Server(logOf(5, { closed: false }));
  server.fates = fates;
  server.polls = polls;
  const clock = new Clock();
  const stop = new AbortController();
  /** @type {string[]} */
  const modes = [];
  const run = connect({ url: "https://api.test", key: "k", fetch: server.fetch, timers: clock.timers }).open("r");
  const following = run.follow({ signal: stop.signal, onConnection: ({ mode }) => modes.push(mode) });
  const all = (async () => {
    for await (const _ of following);
  })();
  await clock.pass(25_000);
  const asked = server.asked.length;
  stopping(stop, following);
  await settled();
  await all;
  assert.deepEqual([server.open, clock.waiting, modes.at(-1)], [0, 0, "ended"]);
  await clock.pass(60_000);
  assert.equal(server.asked.length, asked, "nothing is asked any more");
}

const WAYS = /** @type {[string, Fate[], Fate[]][]} */ ([
  ["while it is live", [], []],
  ["while there is no answer", Array(99).fill({ hangs: true }), Array(99).fill({ hangs: true })],
  ["in a pause", Array(99).fill({ refused: true }), Array(99).fill({ refused: true })],
  ["while it waits as long as the server wishes", [{ status: 429, headers: { "retry-after": "600" } }], []],
  ["between two polls", Array(99).fill({ status: 502 }), []],
]);

for (const [name, fates, polls] of WAYS) {
  test(`an abort ends it quietly ${name}`, () => stopped([...fates], (stop) => stop.abort(), [...polls]));
  test(`an abort with a reason ends it quietly ${name}`, () =>
    stopped([...fates], (stop) => stop.abort(new Error("enough")), [...polls]));
}

test("leaving the loop ends it", async () => {
  const server = new Server(logOf(5, { closed: false }));
  const clock = new Clock();
  const run = connect({ url: "https://api.test", key: "k", fetch: server.fetch, timers: clock.timers }).open("r");
  for await (const event of run.events()) if (event.seq === 2) break;
  for await (const snapshot of run.snapshots()) if (snapshot.seq) break;
  await settled();
  assert.deepEqual([server.open, clock.waiting, server.asked.length], [0, 0, 2]);
});

test("a signal that was aborted before asks nothing", async () => {
  const server = new Server(logOf(5));
  const run = connect({ url: "https://api.test", key: "k", fetch: server.fetch }).open("r");
  for await (const _ of run.events({ signal: AbortSignal.abort() })) assert.fail("nothing comes");
  assert.equal(server.asked.length, 0);
});

test("a refusal that comes while the consumer is busy is told at its next step", async () => {
  const server = new Server(logOf(5));
  server.fates = [{ until: 2 }, { status: 404 }];
  const clock = new Clock();
  const events = connect({ url: "https://api.test", key: "k", fetch: server.fetch, timers: clock.timers })
    .open("r")
    .events();
  assert.equal((await clock.until(events.next())).value?.seq, 1);
  await clock.pass(1000);
  assert.equal((await clock.until(events.next())).value?.seq, 2);
  await assert.rejects(clock.until(events.next()), { name: "ProblemError", status: 404 });
});
