/** Which events a person wants to see. */

/** @import { Event } from "./types.js" */

export const FAMILIES = ["run", "step", "usage", "parts"];

/** Providers are news of the calls, so of the usage. @param {string} type */
export function family(type) {
  const [first] = type.split(".");
  if (first === "provider") return "usage";
  return FAMILIES.includes(first) ? first : "parts";
}

/** @type {WeakMap<Event, string>} */
const texts = new WeakMap();

/**
 * Whether an event is of a family that is shown and has all the words, whatever the case, in anything that it says.
 * @param {Event} event @param {string} words @param {Set<string>} shown
 */
export function matches(event, words, shown) {
  if (!shown.has(family(event.type))) return false;
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  if (!wanted.length) return true;
  const { seq, type, step, attempt, message, data } = event;
  const text = texts.get(event) ?? JSON.stringify([seq, type, step, attempt, message, data]).toLowerCase();
  texts.set(event, text);
  return wanted.every((word) => text.includes(word));
}
