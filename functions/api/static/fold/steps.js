/** What becomes of steps. */

import { findStep, millisecondsBetween, stepOf } from "./lookup.js";
import { hold } from "./usage.js";

/** @import { Handler, Step, StepPlan } from "./types.js" */

/** A step that is yet to be made; what it was called and how often it was tried stays. */
export const TO_BE_MADE = /** @type {const} */ ({
  state: "pending",
  fraction: null,
  ended_at: null,
  duration_ms: null,
  error: null,
  failed_provider: null,
});

/**
 * A step that is yet to be made for the first time.
 * @param {StepPlan} plan
 * @param {string | null} addedBy
 * @returns {Step}
 */
export function newStep({ id, label, expected_seconds }, addedBy) {
  return {
    id,
    label,
    expected_seconds,
    added_by: addedBy,
    attempt: 0,
    message: null,
    started_at: null,
    was_completed: false,
    feedback: null,
    provider: null,
    model: null,
    call: null,
    ...TO_BE_MADE,
    given_up: [],
  };
}

/**
 * Steps that the run begins with, or gets; one that it has already is to be made once more.
 * @type {Handler}
 */
export function stepsAdded(snapshot, event, data) {
  for (const plan of data.steps) {
    const known = findStep(snapshot, plan.id);
    // Asked for once more: its attempts go on counting, so that no two share a number.
    if (known) Object.assign(known, TO_BE_MADE, { label: plan.label, expected_seconds: plan.expected_seconds });
    else snapshot.steps.push(newStep(plan, event.step));
  }
  if (data.expected) snapshot.expected = data.expected;
}

/** @type {Record<string, Handler>} */
export const handlers = {
  "run.steps_added": stepsAdded,

  "step.started"(snapshot, event, data) {
    snapshot.status = "running";
    snapshot.phase = data.label;
    const step = stepOf(snapshot, event);
    hold(snapshot, step);
    Object.assign(step, {
      state: "running",
      attempt: event.attempt,
      started_at: event.ts,
      ended_at: null,
      duration_ms: null,
      fraction: null,
      error: null,
      provider: null,
      model: null,
    });
  },

  "step.progress"(snapshot, event, data) {
    stepOf(snapshot, event).fraction = data.fraction;
  },

  "step.completed"(snapshot, event, data) {
    const made = { state: "completed", was_completed: true, fraction: 1 };
    Object.assign(stepOf(snapshot, event), made, { ended_at: event.ts, duration_ms: data.duration_ms });
  },

  "step.failed"(snapshot, event, data) {
    const step = stepOf(snapshot, event);
    hold(snapshot, step);
    step.state = data.final ? "failed" : "retrying";
    step.attempt = event.attempt ?? 0;
    step.ended_at = event.ts;
    step.duration_ms = step.started_at ? millisecondsBetween(step.started_at, event.ts) : null;
    step.error = data.error;
    step.failed_provider = step.provider;
  },

  "step.superseded"(snapshot, event) {
    const step = stepOf(snapshot, event);
    hold(snapshot, step);
    step.state = "retrying";
  },

  "step.skipped"(snapshot, event) {
    stepOf(snapshot, event).state = "completed";
  },

  "provider.started"(snapshot, event, data) {
    Object.assign(stepOf(snapshot, event), { provider: data.provider, model: data.model });
  },

  "provider.failed"(snapshot, event, data) {
    stepOf(snapshot, event).given_up.push(data.provider);
  },
};
