/** How a run begins, ends and goes on. */

import { foldOf } from "./kinds.js";
import { findStep, millisecondsBetween } from "./lookup.js";
import { newStep, stepsAdded, TO_BE_MADE } from "./steps.js";
import { hold } from "./usage.js";

/** @import { Event, Handler, Snapshot } from "./types.js" */

/** @type {Record<string, Handler>} */
export const handlers = {
  "run.started"(snapshot, event, data) {
    snapshot.run_id = event.run_id;
    snapshot.timing.started_at = event.ts;
    snapshot.kind = data.kind;
    snapshot.input = data.input;
    snapshot.providers = data.providers;
    snapshot.expected = data.expected;
    snapshot.metadata = data.metadata ?? {};
    snapshot.budget.max_cost_usd = data.max_cost_usd ?? null;
    snapshot.parts = foldOf(data.kind).empty(data);
    stepsAdded(snapshot, event, data);
  },

  "run.completed"(snapshot, event, data) {
    end(snapshot, event, "completed");
    snapshot.progress = 100;
    snapshot.timing.duration_ms = data.duration_ms;
    snapshot.summary = data.summary;
    snapshot.degraded = data.degraded;
  },

  "run.failed"(snapshot, event, data) {
    end(snapshot, event, "failed");
    snapshot.errors = data.errors;
  },

  "run.cancelled"(snapshot, event) {
    end(snapshot, event, "cancelled");
  },

  "run.resumed"(snapshot, _event, data) {
    snapshot.status = "running";
    snapshot.phase = "resumed";
    snapshot.execution += 1;
    snapshot.errors = [];
    snapshot.degraded = [];
    snapshot.summary = null;
    snapshot.timing.ended_at = snapshot.timing.duration_ms = null;
    snapshot.budget.max_cost_usd = data.max_cost_usd ?? snapshot.budget.max_cost_usd;
    for (const id of data.steps) {
      let step = findStep(snapshot, id);
      if (!step) {
        // A step on request: the run.steps_added that follows at once says what it is.
        step = newStep({ id, label: id, expected_seconds: 0 }, null);
        snapshot.steps.push(step);
      }
      Object.assign(step, TO_BE_MADE, { given_up: [], feedback: data.feedback?.[id] ?? null });
    }
  },
};

/**
 * @param {Snapshot} snapshot
 * @param {Event} event
 * @param {Snapshot["status"]} status
 */
function end(snapshot, event, status) {
  const { timing } = snapshot;
  snapshot.status = snapshot.phase = status;
  timing.ended_at = event.ts;
  timing.duration_ms = millisecondsBetween(timing.started_at ?? event.ts, event.ts);
  for (const step of snapshot.steps) {
    // One that was at work was stopped; one that had not begun is skipped.
    if (step.state === "pending") step.state = "skipped";
    else if (step.state === "running" || step.state === "retrying") step.state = "stopped";
    hold(snapshot, step);
  }
}
