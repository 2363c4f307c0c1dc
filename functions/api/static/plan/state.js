/** What is known of a day, which one is shown, and how values are said. Pure. */

/**
 * @typedef {object} Day
 * @property {number} day
 * @property {number} week
 * @property {string} theme
 * @property {string} focus
 * @property {string[]} dishes
 * @property {boolean} active
 * @property {number} movement_minutes
 * @property {string} state
 * @property {any} content null until it is there
 * @property {{ code: string, message: string }[]} warnings
 */
/** @typedef {import("../fold/types.js").Step} Step */

/** Each state's mark and words. */
export const STATES = {
  ghost: ["", "to come"],
  outlined: ["", "outlined"],
  writing: ["…", "being written"],
  again: ["…", "being written again"],
  there: ["✓", "there"],
  warned: ["!", "there, with warnings"],
  broken: ["×", "breaks a rule"],
  failed: ["×", "failed"],
  missing: ["–", "not made"],
};

/**
 * @param {Day | undefined} day undefined where there is no outline of it
 * @param {Step | undefined} step that makes it
 * @param {boolean} closed whether the run has ended
 * @param {number[]} [broken] days that break a hard rule
 * @returns {keyof typeof STATES}
 */
export function stateOf(day, step, closed, broken = []) {
  if (!day?.content) {
    if (day?.state === "failed") return "failed";
    if (closed) return "missing";
    if (!day) return "ghost";
    return day.state === "running" ? "writing" : "outlined";
  }
  if (!closed && step && ["pending", "running", "retrying"].includes(step.state)) return "again";
  if (broken.includes(day.day)) return "broken";
  return day.warnings.length ? "warned" : "there";
}

/**
 * The day that was finished last; where none is, the first.
 * @param {Day[]} days
 * @param {Map<string, Step>} steps
 */
export function newest(days, steps) {
  let [found, at] = [1, ""];
  for (const { day, content } of days) {
    const ended = (content && steps.get(`day:${day}`)?.ended_at) || "";
    if (ended > at) [found, at] = [day, ended];
  }
  return found;
}

const numbers = new Intl.NumberFormat("en", { maximumFractionDigits: 3 });

/** @param {number} value */
export const number = (value) => numbers.format(value);

/** @param {string} name as `diet_match` */
export const words = (name) => name.replaceAll("_", " ");

/** @param {string} name as `diet_match` */
export const title = (name) => name.charAt(0).toUpperCase() + words(name.slice(1));

/** What there is to say, on one line. @param {...unknown} parts */
export const line = (...parts) => parts.filter(Boolean).join(" · ");
