/** What the drawer makes of a log: who worked when, what the calls cost, and what of it was in vain. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { attempts, totals, wasted } from "../../functions/api/static/drawer/attempts.js";

// A plan whose first provider had no money for one day, and lost the connection twice for another.
const { events, usage } = JSON.parse(readFileSync(new URL("./drawer_taken_over.json", import.meta.url), "utf8"));

/** @import { Event } from "../../functions/api/static/fold/types.js" */
/** @import { Bar } from "../../functions/api/static/drawer/types.js" */

/** @param {Event[]} log @param {string} step */
const barsOf = (log, step) => attempts(log).lines.find((line) => line.step === step)?.bars ?? [];
/** @param {Bar[]} bars */
const inShort = (bars) => bars.map(({ attempt, provider, state }) => `${attempt} ${provider} ${state}`);

let seq = 0;
/** @param {number} second @param {string} type @param {string | null} step @param {number | null} attempt */
function event(second, type, step, attempt, data = {}) {
  seq += 1;
  const ts = `2026-11-20T08:00:${String(second).padStart(2, "0")}.000Z`;
  return { seq, type, run_id: "r", ts, step, attempt, message: null, data };
}
/** @param {number} second @param {number} attempt */
const started = (second, attempt) => event(second, "step.started", "day:1", attempt, { label: "Day 1" });
/** @param {number} second @param {number} attempt */
const asked = (second, attempt) => [
  event(second, "provider.started", "day:1", attempt, { provider: "openai", model: "m" }),
  event(second, "usage.reserved", "day:1", attempt, { provider: "openai", model: "m", price: null }),
];
/** @param {number} second @param {number} attempt @param {number | null} cost */
const used = (second, attempt, cost = 0.5) =>
  event(second, "usage.recorded", "day:1", attempt, {
    provider: "openai",
    model: "m",
    input_tokens: cost && 10,
    output_tokens: cost && 20,
    cost_usd: cost,
  });

test("a step that was taken over has a bar for each provider that was asked, in order", () => {
  assert.deepEqual(inShort(barsOf(events, "day:1")), ["1 openai given up", "1 anthropic completed"]);
});

test("a step that was tried again has a bar for each attempt, and for who took over in it", () => {
  const expected = ["1 openai retried", "2 openai given up", "2 anthropic completed"];
  assert.deepEqual(inShort(barsOf(events, "day:2")), expected);
  assert.match(barsOf(events, "day:2")[0].note ?? "", /lost the connection/);
});

test("bars begin and end at the times of their events", () => {
  const { end } = attempts(events);
  /** @param {number} seq */
  const at = (seq) => Date.parse(events[seq - 1].ts) - Date.parse(events[0].ts);
  const [bar] = barsOf(events, "outline");
  assert.deepEqual([bar.from, bar.to, end], [at(2), at(12), at(47)]);
  assert.deepEqual([bar.calls[0].from, bar.calls[0].first, bar.calls[0].to], [at(4), at(5), at(9)]);
});

test("the sums are the snapshot's usage, and what is unknown is counted apart", () => {
  assert.deepEqual(totals(attempts(events).calls), { ...usage, unknown: 2 });
});

test("a call that was turned away has used nothing", () => {
  const call = attempts(events).calls.find((call) => call.step === "day:1");
  assert.deepEqual(call && [call.state, wasted(call)], ["released", null]);
});

test("calls of failed attempts and of providers that were given up were in vain", () => {
  const calls = attempts(events).calls.filter((call) => call.step === "day:2");
  assert.deepEqual(calls.map(wasted), ["attempt failed", "provider given up", null]);
});

test("a call tells where it was asked, as the log says it", () => {
  assert.match(
    attempts(events).calls[0].asked ?? "",
    /gpt-6\.1-sol at http:\/\/127\.0\.0\.1:8787\/simulator\/openai\/v1/,
  );
});

test("an attempt that was superseded says so, and its open call was never told", () => {
  const log = [
    started(0, 1),
    ...asked(1, 1),
    event(3, "step.superseded", "day:1", 1, { by_attempt: 2 }),
    started(3, 2),
  ];
  assert.deepEqual(inShort(barsOf(log, "day:1")), ["1 openai superseded", "2 null running"]);
  const [call] = attempts(log).calls;
  assert.deepEqual([call.state, call.to, wasted(call)], ["lost", 3000, "superseded"]);
});

test("what is at work when the run ends was stopped", () => {
  const log = [started(0, 1), ...asked(1, 1), event(4, "run.cancelled", null, null)];
  assert.deepEqual(inShort(barsOf(log, "day:1")), ["1 openai stopped"]);
  assert.equal(barsOf(log, "day:1")[0].to, 4000);
});

test("what a call has used is its own, also where its provider was given up before", () => {
  const out = event(2, "provider.failed", "day:1", 1, { provider: "openai", error: { message: "cut" } });
  const other = { provider: "gemini", model: "m" };
  const takeover = event(2, "provider.started", "day:1", 1, other);
  const log = [started(0, 1), ...asked(1, 1), out, takeover, event(3, "usage.reserved", "day:1", 1, other), used(4, 1)];
  assert.deepEqual(
    attempts(log).calls.map(({ provider, state, cost }) => [provider, state, cost]),
    [
      ["openai", "recorded", 0.5],
      ["gemini", "open", null],
    ],
  );
});

test("amounts that a provider never told are null, not nothing", () => {
  const { calls } = attempts([started(0, 1), ...asked(1, 1), used(2, 1, null)]);
  assert.deepEqual([calls[0].input, calls[0].output, calls[0].cost], [null, null, null]);
  assert.equal(totals(calls).unknown, 1);
});

test("every beginning of a log can be shown", () => {
  for (let end = 0; end <= events.length; end += 1) {
    const { lines, calls } = attempts(events.slice(0, end));
    assert.ok(lines.every(({ bars }) => bars.length && bars.every((bar) => bar.to === null || bar.to >= bar.from)));
    assert.ok(totals(calls).calls <= usage.calls);
  }
});
