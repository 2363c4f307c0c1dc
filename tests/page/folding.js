// Folds logs for the tests in Python: a log a line comes in as JSON, the digest of its snapshot after each event goes
// out; with `at`, the snapshot after that event itself.

import { createHash } from "node:crypto";
import { createInterface } from "node:readline";

import { advance, empty, fold, prepare } from "../../functions/api/static/fold/fold.js";

const bytes = new DataView(new ArrayBuffer(8));

/**
 * A value as text, so that values that are equal have the same, whatever their language calls their numbers.
 * @param {unknown} value
 * @returns {string}
 */
function canonical(value) {
  if (typeof value === "number") {
    bytes.setFloat64(0, value === 0 ? 0 : value);
    return bytes.getBigUint64(0).toString(16).padStart(16, "0");
  }
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value === undefined) throw new TypeError("A snapshot holds what JSON can say");
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const fields = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return `{${fields.map(([name, field]) => `${JSON.stringify(name)}:${canonical(field)}`).join(",")}}`;
}

/**
 * Whoever changes an event after this throws.
 * @param {any} value
 */
function freeze(value) {
  if (typeof value !== "object" || value === null || Object.isFrozen(value)) return;
  Object.freeze(value);
  for (const field of Object.values(value)) freeze(field);
}

for await (const line of createInterface({ input: process.stdin })) {
  const { events, at } = JSON.parse(line);
  freeze(events);
  try {
    if (events[0]?.data.kind) await prepare(events[0].data.kind);
    const snapshot = empty();
    const digest = (/** @type {any} */ event) =>
      createHash("sha256")
        .update(canonical(advance(snapshot, [event])))
        .digest("hex");
    console.log(JSON.stringify(at === null ? events.map(digest) : fold(events.slice(0, at))));
  } catch (error) {
    console.log(JSON.stringify(error instanceof Error ? error.stack : String(error)));
  }
}
