/** What a schema has against a value, in sentences for the person who typed it. */

import { isNumber } from "./schema.js";

/** @typedef {import("./schema.js").Shape} Shape */
/** @typedef {{ path: string[], message: string }} Problem */

/**
 * @param {Shape} shape
 * @param {any} value as `fromRaw` gives it: undefined is nothing
 * @param {string[]} [path]
 * @returns {Problem[]} in the order of the fields
 */
export function problems(shape, value, path = []) {
  if (value === undefined || value === null) return shape.needed ? [{ path, message: missing(shape) }] : [];
  if (shape.properties) {
    return Object.entries(shape.properties).flatMap(([name, property]) =>
      problems(property, value[name], [...path, name]),
    );
  }
  const message = complaint(shape, value);
  if (message) return [{ path, message }];
  if (!Array.isArray(value)) return [];
  const items = /** @type {Shape} */ (shape.items);
  return value.flatMap((item, place) => problems(items, item, [...path, String(place)]));
}

/** @param {Shape} shape */
function missing(shape) {
  return shape.enum ? "Choose one." : "This is needed.";
}

/**
 * @param {Shape} shape
 * @param {any} value
 * @returns {string | null}
 */
function complaint(shape, value) {
  if (shape.enum) return shape.enum.includes(value) ? null : "Choose one of these.";
  if (shape.type === "array") return count(shape, value);
  if (isNumber(shape)) return number(shape, value);
  return typeof value === "string" ? text(shape, value) : null;
}

/**
 * @param {Shape} shape
 * @param {unknown[]} list
 */
function count({ minItems = 0, maxItems = Infinity, uniqueItems }, list) {
  if (list.length < minItems) return minItems === 1 ? "Choose at least one." : `At least ${minItems} are needed.`;
  if (list.length > maxItems) return `At most ${maxItems}; these are ${list.length}.`;
  if (uniqueItems && new Set(list.map((item) => JSON.stringify(item))).size < list.length)
    return "Name each only once.";
  return null;
}

/**
 * @param {Shape} shape
 * @param {unknown} value
 */
function number({ type, minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf }, value) {
  if (typeof value !== "number") return "Write a number.";
  if (type === "integer" && !Number.isInteger(value)) return "Write a whole number.";
  if (value < minimum || value > maximum) {
    if (minimum === undefined) return `At most ${maximum}.`;
    return maximum === undefined ? `At least ${minimum}.` : `From ${minimum} to ${maximum}.`;
  }
  if (value <= exclusiveMinimum) return `More than ${exclusiveMinimum}.`;
  if (value >= exclusiveMaximum) return `Less than ${exclusiveMaximum}.`;
  // A hundredth is no exact number of tenths to a computer.
  if (multipleOf && Math.abs(value / multipleOf - Math.round(value / multipleOf)) > 1e-9) {
    return `A multiple of ${multipleOf}.`;
  }
  return null;
}

/**
 * @param {Shape} shape
 * @param {string} value
 */
function text({ minLength = 0, maxLength = Infinity, pattern, format, description }, value) {
  // Characters, as the server counts them: one outside the basic plane is two to `length`.
  const length = [...value.trim()].length;
  if (length < minLength) return `At least ${minLength} characters.`;
  if (length > maxLength) return `At most ${maxLength} characters; these are ${length}.`;
  const known = !pattern || new RegExp(pattern, "u").test(value);
  if (known && (format !== "uri" || URL.canParse(value))) return null;
  return `This is not in the form that is asked for. ${description ?? ""}`.trim();
}
