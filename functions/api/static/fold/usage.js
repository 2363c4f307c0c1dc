/** What model calls have used, may cost and have cost: the part of the fold that is about money. */

import { halfToEven, stepOf } from "./lookup.js";

/** @import { Handler, Snapshot, Step, Usage } from "./types.js" */

/** @type {Record<string, Handler>} */
export const handlers = {
  "usage.reserved"(snapshot, event, data) {
    const step = stepOf(snapshot, event);
    hold(snapshot, step);
    step.call = { provider: data.provider, model: data.model, reserved_usd: data.reserved_usd };
    add(snapshot.budget, "reserved_usd", data.reserved_usd ?? 0);
    if (data.price) snapshot.usage.prices[data.model] = data.price;
  },

  "usage.released"(snapshot, event) {
    closeCall(snapshot, stepOf(snapshot, event));
  },

  "usage.recorded"(snapshot, event, data) {
    const step = stepOf(snapshot, event);
    if (data.cost_usd === null) hold(snapshot, step);
    else closeCall(snapshot, step);
    const { usage } = snapshot;
    usage.by_provider[data.provider] ??= { calls: 0, input_tokens: 0, output_tokens: 0, cost_usd: 0 };
    for (const total of [usage, usage.by_provider[data.provider]]) {
      total.calls += 1;
      total.input_tokens += data.input_tokens ?? 0;
      total.output_tokens += data.output_tokens ?? 0;
      add(total, "cost_usd", data.cost_usd ?? 0);
    }
  },
};

/**
 * The step's open call, if there is one, has ended without telling its cost: nobody can know it any more.
 * @param {Snapshot} snapshot
 * @param {Step} step
 */
export function hold(snapshot, step) {
  add(snapshot.budget, "held_usd", closeCall(snapshot, step));
}

/**
 * The step has no open call any more; answers what was reserved for it.
 * @param {Snapshot} snapshot
 * @param {Step} step
 */
function closeCall(snapshot, step) {
  const reserved = step.call?.reserved_usd ?? 0;
  step.call = null;
  add(snapshot.budget, "reserved_usd", -reserved);
  return reserved;
}

/**
 * Add to a sum, rounded to a billionth, so that sums are the same in every language's floats.
 * @template {string} Name
 * @param {Record<Name, number>} sums
 * @param {Name} name
 * @param {number} usd
 */
function add(sums, name, usd) {
  const sum = sums[name] + usd;
  // Only a multiple of 1/1024 can lie in the very middle between two billionths, where toFixed would round up.
  const middle = Number.isInteger(sum * 1024) && Math.abs(sum) < 1e6;
  sums[name] = middle ? halfToEven(sum * 1e9) / 1e9 : Number(sum.toFixed(9));
}
