/** Which events the drawer's filter lets through, and how its time axis is divided. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { FAMILIES, family, matches } from "../../functions/api/static/drawer/filter.js";
import { ticks, time } from "../../functions/api/static/drawer/say.js";

const event = {
  seq: 12,
  type: "track.added",
  run_id: "r",
  ts: "2026-11-20T08:00:00.000Z",
  step: "generate:openai",
  attempt: 1,
  message: null,
  data: { index: 3, track: { artist: "Björk", title: "Hyperballad" } },
};
const all = new Set(FAMILIES);

for (const words of ["", "  ", "track.added", "generate:openai", "HYPERBALLAD", "björk track", "title"]) {
  test(`"${words}" finds an event that says it, in whatever field`, () => assert.ok(matches(event, words, all)));
}

test("all words must be there", () => {
  assert.ok(!matches(event, "hyperballad anthropic", all));
});

test("an event of a family that is not shown is not found", () => {
  assert.ok(!matches(event, "", new Set(["run", "step", "usage"])));
});

test("every type has a family: providers belong to the calls, and what a kind makes is a part", () => {
  const types = ["run.started", "step.failed", "usage.recorded", "provider.failed", "file.chunk", "runner.up"];
  assert.deepEqual(types.map(family), ["run", "step", "usage", "usage", "parts", "parts"]);
});

/** @type {[number, number, number[]][]} */
const AXES = [
  [0, 8, [0]],
  [5000, 5, [0, 1000, 2000, 3000, 4000, 5000]],
  [5016, 8, [0, 1000, 2000, 3000, 4000, 5000]],
  [47_000, 8, [0, 10_000, 20_000, 30_000, 40_000]],
];
for (const [end, wanted, expected] of AXES) {
  test(`an axis of ${end} ms has round times`, () => assert.deepEqual(ticks(end, wanted), expected));
}

test("times are said with as many digits as matter", () => {
  assert.deepEqual([null, 0, 86.4, 1234, 12_345].map(time), ["unknown", "0 ms", "86 ms", "1.23 s", "12.3 s"]);
});
