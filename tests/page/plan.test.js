/** What the plan view knows of days, and what its charts are drawn by. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { dayRows, geometry, LIMITS, off, weekRows } from "../../functions/api/static/plan/chart.js";
import { newest, stateOf } from "../../functions/api/static/plan/state.js";

/** @typedef {import("../../functions/api/static/plan/state.js").Day} Day */

const TARGETS = { calories_kcal: 2000, protein_g: 100, carbs_g: 250, fat_g: 70, fibre_g: 30 };
const TOTALS = { kcal: 1900, protein_g: 90, carbs_g: 240, fat_g: 60, fibre_g: 31, movement_minutes: 24 };

/** @param {Partial<Day>} [rest] @returns {Day} */
function day(rest) {
  const outline = { day: 1, week: 1, theme: "Begin", focus: "Walking", dishes: [], active: true, movement_minutes: 24 };
  return { ...outline, state: "completed", content: { totals: TOTALS }, warnings: [], ...rest };
}

/** @param {any} rest @returns {any} */
const step = (rest) => ({ id: "day:1", state: "completed", ended_at: null, given_up: [], ...rest });

test("a day goes from to come over outlined and being written to there", () => {
  assert.equal(stateOf(undefined, undefined, false), "ghost");
  assert.equal(stateOf(day({ content: null, state: "outlined" }), undefined, false), "outlined");
  assert.equal(stateOf(day({ content: null, state: "running" }), step({ state: "running" }), false), "writing");
  assert.equal(stateOf(day(), step({}), false), "there");
});

test("a day with warnings, one that breaks a rule, one that failed and one that nobody made are told apart", () => {
  assert.equal(stateOf(day({ warnings: [{ code: "calories", message: "too few" }] }), step({}), true), "warned");
  assert.equal(stateOf(day(), step({}), true, [1]), "broken");
  assert.equal(stateOf(day({ content: null, state: "failed" }), step({ state: "failed" }), true), "failed");
  assert.equal(stateOf(day({ content: null, state: "outlined" }), undefined, true), "missing");
  assert.equal(stateOf(undefined, undefined, true), "missing");
});

test("a day that is made again says so while that goes on, and only then", () => {
  assert.equal(stateOf(day(), step({ state: "pending" }), false), "again");
  assert.equal(stateOf(day(), step({ state: "running" }), false), "again");
  assert.equal(stateOf(day(), step({ state: "stopped" }), true), "there");
});

test("the newest day is the one whose step ended last, whatever its number", () => {
  const days = [day(), day({ day: 2 }), day({ day: 3, content: null })];
  const steps = new Map([
    ["day:1", step({ ended_at: "2026-11-20T08:00:09Z" })],
    ["day:2", step({ ended_at: "2026-11-20T08:00:05Z" })],
    ["day:3", step({ ended_at: "2026-11-20T08:00:12Z" })],
  ]);
  assert.equal(newest(days, steps), 1);
  assert.equal(newest([], steps), 1);
});

test("the chart of a day shows the server's totals, and without figures nothing but movement", () => {
  const rows = dayRows(day(), TARGETS, true);
  assert.deepEqual(
    rows.map(({ name, made, target }) => [name, made, target]),
    [
      ["Energy", 1900, 2000],
      ["Protein", 90, 100],
      ["Carbs", 240, 250],
      ["Fat", 60, 70],
      ["Fibre", 31, 30],
      ["Movement", 24, 24],
    ],
  );
  assert.deepEqual(
    dayRows(day(), TARGETS, false).map(({ name }) => name),
    ["Movement"],
  );
});

test("limits are those of the server's checks", () => {
  const checks = readFileSync(new URL("../../layers/core/tailrace/kinds/plan/day_checks.py", import.meta.url), "utf8");
  assert.match(checks, new RegExp(`^SOFT_CALORIES, .* = ${LIMITS.calories.toFixed(2)}, `, "m"));
  assert.match(checks, new RegExp(`^LEAST_PROTEIN = ${LIMITS.protein}$`, "m"));
  assert.match(checks, new RegExp(`^_MOVEMENT_SHARE, _MOVEMENT_MIN = ${LIMITS.movement}, ${LIMITS.minutes}$`, "m"));
});

test("a total beyond a limit is under or over; one without a limit is neither", () => {
  const energy = (/** @type {number} */ kcal) =>
    off(dayRows(day({ content: { totals: { ...TOTALS, kcal } } }), TARGETS, true)[0]);
  assert.deepEqual([1599, 1600, 2400, 2401].map(energy), ["under", null, null, "over"]);
  const fat = dayRows(day({ content: { totals: { ...TOTALS, fat_g: 500 } } }), TARGETS, true)[3];
  assert.equal(off(fat), null);
  const rest = dayRows(day({ active: false, movement_minutes: 0 }), TARGETS, false)[0];
  assert.equal(off(rest), "over");
});

test("a bar has its target where the scale puts it, and never leaves its box", () => {
  const row = { name: "Energy", unit: "kcal", made: 9000, target: 2000, low: 1600, high: 2400 };
  assert.deepEqual(geometry(row, 1.25), { made: 100, target: 80, from: 64, width: 32 });
  const none = { name: "Movement", unit: "min", made: 0, target: 0, low: 0, high: 0 };
  assert.deepEqual(geometry(none, 1.25), { made: 0, target: 0, from: 0, width: 100 });
});

test("a week's minutes are the sum of the days that are there", () => {
  const days = [day(), day({ day: 2, content: null }), day({ day: 8, week: 2 })];
  const weeks = [
    { week: 1, active_days: 3, movement_minutes: 72, deload: false },
    { week: 2, active_days: 1, movement_minutes: 24, deload: true },
  ];
  assert.deepEqual(
    weekRows(days, weeks).map(({ name, made, target, note }) => [name, made, target, note]),
    [
      ["Week 1", 24, 72, "3 active days"],
      ["Week 2", 24, 24, "1 active day · easier"],
    ],
  );
});
