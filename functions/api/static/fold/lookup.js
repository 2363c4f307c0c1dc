/** What all parts of the fold ask of a snapshot. */

/** @import { Event, Handler, Snapshot, Step } from "./types.js" */

/**
 * What a table says to do about an event, if anything.
 * @template H
 * @param {Record<string, H>} handlers
 * @param {string} type
 * @returns {H | undefined}
 */
export function handlerOf(handlers, type) {
  return Object.hasOwn(handlers, type) ? handlers[type] : undefined;
}

/**
 * The step that an event is of; what the event says to a person is the newest that is known of it.
 * @param {Snapshot} snapshot
 * @param {Event} event
 */
export function stepOf(snapshot, event) {
  const step = findStep(snapshot, event.step);
  if (!step) throw new RangeError(`The run has no step ${event.step}`);
  if (event.message) step.message = event.message;
  return step;
}

/**
 * The step of this id as it stands, if the run has it.
 * @param {Snapshot} snapshot
 * @param {string | null} id
 */
export function findStep(snapshot, id) {
  return snapshot.steps.find((step) => step.id === id);
}

/**
 * Whether the run has its end and was not resumed since.
 * @param {{ status: string }} snapshot
 */
export function isClosed({ status }) {
  return ["completed", "failed", "cancelled"].includes(status);
}

/**
 * A step's id in two: `generate:openai` is of the name `generate`, for `openai`.
 * @param {string | null} id
 * @returns {[string, string]}
 */
export function nameAndItem(id) {
  const [name = "", ...rest] = (id ?? "").split(":");
  return [name, rest.join(":")];
}

/**
 * The time between two `ts` values.
 * @param {string} start
 * @param {string} end
 */
export function millisecondsBetween(start, end) {
  return halfToEven(((microseconds(end) - microseconds(start)) / 1e6) * 1000);
}

/** @param {string} ts */
function microseconds(ts) {
  const fraction = /\.\d+/.exec(ts)?.[0] ?? ".";
  // Date knows milliseconds only.
  return Date.parse(ts.replace(fraction, "")) * 1000 + Number(fraction.slice(1, 7).padEnd(6, "0"));
}

/**
 * To the nearest integer; of two that are as near, to the even one, as the server does it.
 * @param {number} value
 */
export function halfToEven(value) {
  const below = Math.floor(value);
  const over = value - below;
  return over > 0.5 || (over === 0.5 && below % 2 !== 0) ? below + 1 : below;
}
