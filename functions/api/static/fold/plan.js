/**
 * The parts of a plan. A day's `state` is `outlined`, `running`, `completed` or `failed`; a day that is made again
 * stays `completed`, with its old content, until the new one is there.
 */

/** @import { PartsHandlers, PlanDay, PlanParts, Snapshot } from "./types.js" */

// How much of 100 each piece of the work counts.
const [OUTLINE, DAYS, VERIFY] = [10, 85, 5];

/** @returns {PlanParts} */
export function empty() {
  const nothing = { title: null, targets: null, warnings: [], disclaimer: null, show_figures: false };
  return { ...nothing, days: [], verification: null };
}

/**
 * 0–100: a tenth for the outline, 85 for the days, the rest for the verification.
 * @param {Snapshot} snapshot
 */
export function progress({ parts, expected }) {
  const { targets, days, verification } = /** @type {PlanParts} */ (parts);
  const outline = targets ? 1 : Math.min(1, days.length / expected.parts);
  const made = days.filter((day) => day.content).length;
  return Math.trunc(OUTLINE * outline + (DAYS * made) / expected.parts + VERIFY * (verification ? 1 : 0));
}

/** @type {PartsHandlers<PlanParts>} */
export const handlers = {
  "plan.titled"(parts, _event, data) {
    parts.title = data.title;
  },

  "day.outlined"(parts, _event, data) {
    const others = parts.days.filter((day) => day.day !== data.day);
    parts.days = [...others, outlined(data)].sort((one, other) => one.day - other.day);
  },

  "plan.outlined"(parts, _event, { title, targets, warnings, disclaimer, show_figures, days }) {
    Object.assign(parts, { title, targets, warnings, disclaimer, show_figures, days: days.map(outlined) });
  },

  "day.completed"(parts, _event, { day, content, warnings }) {
    Object.assign(dayOf(parts, day), { state: "completed", content, warnings });
    // What was verified is another plan than the one that is there now.
    parts.verification = null;
  },

  "plan.verified"(parts, _event, { checks, scores, broken_days }) {
    parts.verification = { checks, scores, broken_days };
  },

  "step.started"(parts, event) {
    setState(parts, event.step, "running");
  },

  "step.failed"(parts, event, data) {
    setState(parts, event.step, data.final ? "failed" : "outlined");
  },

  "step.superseded"(parts, event) {
    setState(parts, event.step, "outlined");
  },

  "run.resumed"(parts, _event, data) {
    for (const step of data.steps) setState(parts, step, "outlined");
  },

  "run.completed": ended,
  "run.failed": ended,
  "run.cancelled": ended,
};

/** @param {PlanParts} parts */
function ended(parts) {
  for (const day of parts.days) if (day.state === "running") day.state = "outlined";
}

/**
 * The state of the day that a step makes, unless the day is there already.
 * @param {PlanParts} parts
 * @param {string | null} step
 * @param {PlanDay["state"]} state
 */
function setState(parts, step, state) {
  if (!step?.startsWith("day:")) return;
  const day = dayOf(parts, Number(step.slice(4)));
  if (!day.content) day.state = state;
}

/**
 * @param {any} line
 * @returns {PlanDay}
 */
function outlined(line) {
  return { ...line, state: "outlined", content: null, warnings: [] };
}

/**
 * @param {PlanParts} parts
 * @param {number} number
 */
function dayOf(parts, number) {
  const found = parts.days.find((day) => day.day === number);
  if (!found) throw new RangeError(`The plan has no day ${number}`);
  return found;
}
