/** What the tests of the run's page have to look at: a log of each kind, without what the models wrote. */

import { readFileSync } from "node:fs";
import { prepare } from "../../functions/api/static/fold/fold.js";

/** @import { Event, Snapshot, Step } from "../../functions/api/static/fold/types.js" */

const BEGAN = Date.parse("2026-11-20T08:00:00.000Z");
/** @type {Record<string, [number, string, string | null, any][]>} */
const rows = JSON.parse(readFileSync(new URL("./run_logs.json", import.meta.url), "utf8"));

export const KINDS = Object.keys(rows);

/** @param {string} kind @returns {Promise<Event[]>} */
export async function logOf(kind) {
  await prepare(kind);
  return rows[kind].map(([ms, type, step, data], place) => {
    const ts = new Date(BEGAN + ms).toISOString();
    return { seq: place + 1, type, run_id: "r", ts, step, attempt: step ? 1 : null, message: null, data };
  });
}

/** @param {Partial<Step>} fields @returns {Step} */
export function step(fields) {
  const times = { started_at: null, ended_at: null, duration_ms: null };
  const asks = { provider: null, model: null, call: null, given_up: [], failed_provider: null };
  const told = { message: null, error: null, feedback: null, fraction: null, was_completed: false, added_by: null };
  const id = fields.id ?? "day:1";
  return { label: id, expected_seconds: 10, attempt: 1, state: "pending", ...times, ...asks, ...told, ...fields, id };
}
