import assert from "node:assert/strict";
import { test } from "node:test";
import { replay as timed } from "../../functions/api/static/client/replay.js";
import { fold, prepare, replay } from "../../functions/api/static/tailrace.js";
import { Clock } from "./clock.js";
import { logOf } from "./server.js";

/**
 * When each batch of a replay comes, and of what.
 * @param {any[]} events
 * @param {any} options
 */
async function played(events, options) {
  const clock = new Clock();
  /** @type {[number, number[]][]} */
  const found = [];
  const all = (async () => {
    for await (const batch of timed(events, options, clock.timers)) {
      found.push([clock.now, batch.events.map(({ seq }) => seq)]);
      await prepare("video");
      assert.deepEqual(batch.snapshot, fold(events.slice(0, batch.events.at(-1)?.seq)));
    }
  })();
  await clock.until(all);
  assert.equal(clock.waiting, 0);
  return found;
}

test("a replay has the run's own pauses, as fast as is wished", async () => {
  const events = logOf(4);
  events[2] = { ...events[2], ts: events[1].ts };
  assert.deepEqual(await played(events, {}), [
    [0, [1]],
    [1000, [2, 3]],
    [3000, [4]],
  ]);
  assert.deepEqual(await played(events, { speed: 4 }), [
    [0, [1]],
    [250, [2, 3]],
    [750, [4]],
  ]);
});

test("what was before comes at once, and a time that goes backwards is no pause", async () => {
  const events = logOf(5);
  events[3] = { ...events[3], ts: events[0].ts };
  assert.deepEqual(await played(events, { from: 2 }), [
    [0, [1, 2]],
    [0, [3, 4]],
    [2000, [5]],
  ]);
  assert.deepEqual(await played(events, { from: 99 }), [[0, [1, 2, 3, 4, 5]]]);
  assert.deepEqual(await played([], {}), []);
});

test("a replay can be stopped while it waits", async () => {
  const stop = new AbortController();
  const batches = replay(logOf(3), { signal: stop.signal, speed: 0.0001 });
  assert.deepEqual((await batches.next()).value?.events.length, 1);
  const next = batches.next();
  stop.abort();
  assert.equal((await next).done, true);
});
