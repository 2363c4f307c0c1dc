/** The steps of a run as the stepper shows them: many of one name are one group. Pure functions of the snapshot. */

import { providerName } from "../page/words.js";

/** @typedef {import("./words.js").Step} Step */
/** @typedef {{ key: string, label: string, state: string, done: number, steps: Step[], single: boolean }} Group */

// From so many of one name on, they are one line that opens.
const MANY = 4;

const NAMES = {
  file: "Files",
  scene: "Scenes",
  day: "Days",
  repair: "Repairs",
  refine: "Refinements",
};

/** @type {Record<string, string>} */
export const STEP_WORDS = {
  pending: "waiting",
  running: "running",
  retrying: "trying again",
  completed: "done",
  failed: "failed",
  skipped: "not begun",
  stopped: "stopped",
};

/** A step's name: `day` of `day:5`. @param {string} id */
export function nameOf(id) {
  return id.split(":", 1)[0];
}

/**
 * @param {readonly Step[]} steps in the order of the run
 * @returns {Group[]}
 */
export function groups(steps) {
  /** @type {Map<string, Step[]>} */
  const byName = new Map();
  for (const step of inOrder(steps)) {
    const name = nameOf(step.id);
    const before = byName.get(name);
    if (before) before.push(step);
    else byName.set(name, [step]);
  }
  return [...byName].flatMap(([name, members]) =>
    members.length >= MANY ? [groupOf(name, members)] : members.map((step) => groupOf(step.id, [step])),
  );
}

/** What a step has added comes behind it: what is made then is made before what was known from the start. @param {readonly Step[]} steps */
function inOrder(steps) {
  const ids = new Set(steps.map((step) => step.id));
  /** @param {string | null} by @returns {Step[]} */
  const addedBy = (by) =>
    steps
      .filter((step) => (ids.has(step.added_by ?? "") ? step.added_by : null) === by)
      .flatMap((step) => [step, ...addedBy(step.id)]);
  return addedBy(null);
}

/** @param {string} key @param {Step[]} steps @returns {Group} */
function groupOf(key, steps) {
  const single = steps.length === 1;
  const done = steps.filter((step) => step.state === "completed").length;
  const label = single ? steps[0].label : (NAMES[/** @type {keyof typeof NAMES} */ (key)] ?? capital(key));
  return { key, label, state: stateOfMany(steps), done, steps, single };
}

/** @type {Step["state"][]} */
const STRONGER = ["running", "retrying", "failed", "stopped", "skipped"];

/** What is at work says more than what is done, and what went wrong more than what waits. @param {Step[]} steps */
function stateOfMany(steps) {
  const states = new Set(steps.map((step) => step.state));
  if (states.size === 1) return steps[0].state;
  for (const state of STRONGER) if (states.has(state)) return state;
  return "running";
}

/** @param {string} name */
function capital(name) {
  return name.charAt(0).toUpperCase() + name.slice(1).replaceAll("_", " ");
}

/** What else there is to say of a step: which attempt it is, and who was given up. @param {Step} step */
export function notes({ attempt, provider, given_up: out }) {
  const before = [...new Set(out)].filter((name) => name !== provider).map(providerName);
  const over = provider && before.length ? `took over from ${before.join(" and ")}` : "";
  return [attempt > 1 ? `attempt ${attempt}` : "", over];
}
