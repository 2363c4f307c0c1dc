/**
 * The fold: events in, snapshot out. It says the same as the server's, line by line, and is tested on the same runs.
 * A snapshot shares what it does not change (a track, a file's text) with the events that it is made of.
 * What a kind's runs need is loaded by `prepare`.
 */

import { foldOf, prepare } from "./kinds.js";
import { findStep, handlerOf, isClosed } from "./lookup.js";
import * as runs from "./runs.js";
import * as steps from "./steps.js";
import * as usage from "./usage.js";

/** @import { Event, Snapshot } from "./types.js" */

export { findStep, isClosed, prepare };

const HANDLERS = { ...runs.handlers, ...steps.handlers, ...usage.handlers };

/**
 * The snapshot after these events, which must be 1..n of one run, in order.
 * @param {Iterable<Event>} events
 * @returns {Snapshot}
 */
export function fold(events) {
  return advance(empty(), events);
}

/**
 * The snapshot of a run of which nothing is known.
 * @returns {Snapshot}
 */
export function empty() {
  return {
    run_id: null,
    kind: null,
    status: "queued",
    seq: 0,
    execution: 1,
    phase: "queued",
    progress: 0,
    input: null,
    providers: [],
    metadata: {},
    expected: { parts: 0 },
    steps: [],
    parts: {},
    usage: { calls: 0, input_tokens: 0, output_tokens: 0, cost_usd: 0, by_provider: {}, prices: {} },
    budget: { max_cost_usd: null, reserved_usd: 0, held_usd: 0 },
    timing: { started_at: null, updated_at: null, ended_at: null, duration_ms: null },
    summary: null,
    errors: [],
    degraded: [],
  };
}

/**
 * Fold further events into `snapshot`, in place, and return it.
 * @param {Snapshot} snapshot
 * @param {Iterable<Event>} events
 */
export function advance(snapshot, events) {
  for (const event of events) apply(snapshot, event);
  return snapshot;
}

/**
 * @param {Snapshot} snapshot
 * @param {Event} event
 */
function apply(snapshot, event) {
  snapshot.seq = event.seq;
  snapshot.timing.updated_at = event.ts;
  handlerOf(HANDLERS, event.type)?.(snapshot, event, event.data);
  if (snapshot.kind) {
    const kind = foldOf(snapshot.kind);
    handlerOf(kind.handlers, event.type)?.(snapshot.parts, event, event.data);
    if (!isClosed(snapshot)) snapshot.progress = Math.min(99, kind.progress(snapshot));
  }
}
