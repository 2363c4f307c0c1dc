/** How long a run will still take, held against logs of runs that are over. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { advance, empty } from "../../functions/api/static/fold/fold.js";
import { estimate, leftInWords } from "../../functions/api/static/run/estimate.js";
import { KINDS, logOf, step } from "./run_logs.js";

/** @import { Step } from "../../functions/api/static/fold/types.js" */

const NOW = Date.parse("2026-11-20T08:00:10.000Z");
const SINCE = "2026-11-20T08:00:05.000Z";

/** @param {string} kind @param {Step[]} steps */
function running(kind, steps) {
  return { ...empty(), kind, status: /** @type {const} */ ("running"), steps };
}

/** @param {string} kind @param {any[]} steps */
function seconds(kind, steps) {
  const found = estimate(running(kind, steps), NOW);
  assert.ok(found?.high);
  return (found.low + found.high) / 2;
}

for (const kind of KINDS) {
  test(`${kind}: every event leaves some time until the last, and the guess is of use`, async (context) => {
    const log = await logOf(kind);
    const end = Date.parse(log[log.length - 1].ts);
    const took = (end - Date.parse(log[0].ts)) / 1000;
    const snapshot = empty();
    const misses = [];
    let progress = 0;
    for (const event of log) {
      advance(snapshot, [event]);
      assert.ok(snapshot.progress >= progress, "progress never goes back");
      progress = snapshot.progress;
      const found = estimate(snapshot, Date.parse(event.ts));
      if (snapshot.status !== "running") assert.equal(found, null);
      if (!found) continue;
      assert.ok(found.low >= 1, "never nothing before the end");
      if (found.high === null) continue;
      assert.ok(found.high > found.low);
      misses.push(Math.abs((found.low + found.high) / 2 - (end - Date.parse(event.ts)) / 1000));
    }
    const mean = misses.reduce((a, b) => a + b, 0) / misses.length;
    context.diagnostic(`mean error ${mean.toFixed(1)} s of ${took.toFixed(1)} s, over ${misses.length} events`);
    assert.ok(mean < took * 0.75);
    // What was expected may be far off; what was seen since puts it right.
    const late = misses.slice(-Math.ceil(misses.length / 3));
    assert.ok(Math.max(...late) < took * 0.3);
  });
}

test("steps of one name count once as long as they fit side by side", () => {
  const one = seconds("plan", [step({ id: "day:1" })]);
  const ten = seconds(
    "plan",
    Array.from({ length: 10 }, (_, place) => step({ id: `day:${place}` })),
  );
  const thirty = seconds(
    "plan",
    Array.from({ length: 30 }, (_, place) => step({ id: `day:${place}` })),
  );
  assert.equal(ten, one);
  assert.ok(thirty > 2.5 * one && thirty < 3.5 * one);
});

test("names come one after another, but for a playlist's providers and the last texts of a vision", () => {
  const alone = seconds("code", [step({ id: "check" })]);
  const two = seconds("code", [step({ id: "check" }), step({ id: "recheck" })]);
  const lists = seconds("playlist", [step({ id: "generate:openai" }), step({ id: "generate:gemini" })]);
  const texts = seconds("vision", [step({ id: "qa" }), step({ id: "scores" }), step({ id: "one_pager" })]);
  assert.ok(two > 1.9 * alone);
  assert.equal(lists, alone);
  assert.equal(texts, alone);
});

test("a run that is slower than expected is expected to stay so", () => {
  const open = step({ id: "day:2" });
  const asExpected = seconds("plan", [step({ id: "day:1", state: "completed", duration_ms: 10_000 }), open]);
  const slow = seconds("plan", [step({ id: "day:1", state: "completed", duration_ms: 40_000 }), open]);
  assert.ok(slow > 2 * asExpected);
});

test("what is done of a step, and the time that it took, count", () => {
  const fresh = seconds("video", [step({ id: "check", state: "running", started_at: SINCE, fraction: null })]);
  const half = seconds("video", [step({ id: "check", state: "running", started_at: SINCE, fraction: 0.9 })]);
  assert.ok(half < fresh);
});

test("while nobody knows which steps there will be, it says so", () => {
  const planning = estimate(running("code", [step({ id: "plan", state: "running", started_at: SINCE })]), NOW);
  assert.equal(planning?.high, null);
  assert.equal(leftInWords(planning), "time left not known yet");
  const again = step({ id: "narrative", was_completed: true });
  assert.notEqual(estimate(running("video", [again]), NOW)?.high, null);
});

test("in words", () => {
  assert.equal(leftInWords(null), "time left not known");
  assert.equal(leftInWords({ low: 24, high: null }), "more than 25 s left");
  assert.equal(leftInWords({ low: 2, high: 4 }), "a few seconds left");
  assert.equal(leftInWords({ low: 19, high: 21 }), "about 20 s left");
  assert.equal(leftInWords({ low: 19, high: 31 }), "about 20–30 s left");
  assert.equal(leftInWords({ low: 44, high: 68 }), "about 45 s–1 min left");
  assert.equal(leftInWords({ low: 120, high: 190 }), "about 2–3 min left");
});
