/**
 * How long a run will still take, by its events: what its steps were expected to take, how long they did take, and
 * what is made at the same time. Seconds.
 */

import { nameOf } from "./steps.js";

/** @typedef {import("./context.js").Snapshot} Snapshot */
/** @typedef {import("./words.js").Step} Step */
/** @typedef {{ low: number, high: number | null }} Estimate no `high`: more than `low` */

// Whoever finds out which steps there will be: until then nobody can know the end.
/** @type {Record<string, string>} */
const PLANNERS = { code: "plan", video: "narrative", plan: "outline" };
// Made at the same time; all other names wait for the one before them.
const TOGETHER = ["one_pager", "qa", "scores"];
const AT_ONCE = 10;
// What was expected weighs as much as so much work that was seen.
const PRIOR_S = 5;
const BETWEEN_STEPS_S = 0.3;

/**
 * @param {Snapshot} snapshot
 * @param {number} nowMs the time of the run's clock
 * @returns {Estimate | null} null: it cannot be told
 */
export function estimate(snapshot, nowMs) {
  const open = snapshot.steps.filter((step) => ["pending", "running", "retrying"].includes(step.state));
  if (snapshot.status !== "running" || !open.length) return null;
  /** @param {Step} step */
  const elapsed = (step) => Math.max(0, (nowMs - Date.parse(step.started_at ?? "")) / 1000);
  const pace = paces(snapshot, elapsed);
  /** @param {Step} step */
  const seconds = (step) => {
    const whole = step.expected_seconds * pace(step);
    if (step.state !== "running") return whole;
    const done = fractionOf(snapshot, step);
    // One that takes longer than it should needs a while still; nobody knows how long.
    const byClock = Math.max(whole - elapsed(step), whole * 0.1);
    return done ? elapsed(step) * (1 - done) + byClock * (1 - done) : byClock;
  };
  const total = Math.max(...lanes(snapshot, open).map((stages) => path(stages, seconds)));
  const more = open.some((step) => step.id === PLANNERS[snapshot.kind ?? ""] && !step.was_completed);
  return {
    low: Math.max(1, total * 0.8),
    high: more ? null : Math.max(2, total * 1.25),
  };
}

/**
 * Stages that wait for each other, in lanes that do not: a playlist has a lane for each provider.
 * @param {Snapshot} snapshot
 * @param {Step[]} open
 */
function lanes({ kind }, open) {
  /** @type {Map<string, Map<string, Step[]>>} */
  const found = new Map();
  for (const step of open) {
    const name = nameOf(step.id);
    const lane = kind === "playlist" ? step.id.slice(name.length) : "";
    const stages = found.get(lane) ?? new Map();
    const stage = TOGETHER.includes(name) ? "together" : name;
    stages.set(stage, [...(stages.get(stage) ?? []), step]);
    found.set(lane, stages);
  }
  return [...found.values()].map((stages) => [...stages.values()]);
}

/** @param {Step[][]} stages @param {(step: Step) => number} seconds */
function path(stages, seconds) {
  let total = 0;
  for (const steps of stages) {
    const each = steps.map(seconds);
    total += Math.max(...each, each.reduce((a, b) => a + b) / AT_ONCE) + BETWEEN_STEPS_S;
  }
  return total;
}

/**
 * How slow this run is: by steps of the same name, as far as there are any, else by all.
 * @param {Snapshot} snapshot
 * @param {(step: Step) => number} elapsed
 * @returns {(step: Step) => number}
 */
function paces(snapshot, elapsed) {
  const all = { took: PRIOR_S, expected: PRIOR_S };
  /** @type {Map<string, typeof all>} */
  const seen = new Map();
  for (const step of snapshot.steps) {
    const complete = step.state === "completed" && step.duration_ms;
    const done = complete ? 1 : step.state === "running" ? fractionOf(snapshot, step) : 0;
    // The first of it takes longer than the rest: a model thinks before it writes.
    if (done < 0.2) continue;
    const own = seen.get(nameOf(step.id)) ?? { took: 0, expected: 0 };
    seen.set(nameOf(step.id), own);
    for (const sums of [all, own]) {
      sums.took += complete ? complete / 1000 : elapsed(step);
      sums.expected += step.expected_seconds * done;
    }
  }
  const overall = all.took / all.expected;
  return (step) => {
    const own = seen.get(nameOf(step.id)) ?? { took: 0, expected: 0 };
    return (own.took + PRIOR_S * overall) / (own.expected + PRIOR_S);
  };
}

/** How much of a step is done, as far as it tells. @param {Snapshot} snapshot @param {Step} step */
function fractionOf(snapshot, step) {
  if (!step.id.startsWith("generate:")) return step.fraction ?? 0;
  const { tracks } = snapshot.parts.providers[step.id.slice("generate:".length)];
  return Math.min(1, tracks.length / Math.max(1, snapshot.expected.parts));
}

/** @param {Estimate | null} estimate */
export function leftInWords(estimate) {
  if (!estimate) return "time left not known";
  const { low, high } = estimate;
  if (high === null) return low < 10 ? "time left not known yet" : `more than ${rounded(low)} left`;
  if (high < 5) return "a few seconds left";
  const [from, to] = [rounded(low), rounded(high)];
  const [number, unit] = from.split(" ");
  if (from === to) return `about ${to} left`;
  return `about ${to.endsWith(unit) ? number : from}–${to} left`;
}

/** No more exact than it can be. @param {number} seconds */
function rounded(seconds) {
  if (seconds < 10) return `${Math.round(seconds)} s`;
  if (seconds < 57) return `${Math.round(seconds / 5) * 5} s`;
  return `${Math.round(seconds / 60)} min`;
}
