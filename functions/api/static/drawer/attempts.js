/** Who worked on each step and when, with which model calls, and what came of it: from the events alone. */

/** @import { Bar, BarState, Call, Event, Line } from "./types.js" */

/** @param {Event[]} events */
export function attempts(events) {
  /** @type {Map<string, Line>} */
  const lines = new Map();
  /** @type {Call[]} */
  const calls = [];
  let end = 0;
  for (const event of events) {
    const { type, step, attempt, data } = event;
    const at = since(events, event);
    end = Math.max(end, at);
    if (!step) {
      if (/^run\.(completed|failed|cancelled)$/.test(type)) {
        for (const { bars } of lines.values()) close(bars[bars.length - 1], at, "stopped");
      }
      continue;
    }
    const line = lines.get(step) ?? { step, label: step, bars: [] };
    if (type === "step.started") {
      line.label = data.label;
      line.bars.push(begin(attempt ?? 1, at));
      lines.set(step, line);
    }
    const bar = line.bars.findLast((bar) => bar.attempt === attempt);
    if (bar) apply(line, bar, calls, event, at);
  }
  return { lines: [...lines.values()], calls, end };
}

/** Milliseconds from a run's first event, by the clocks of those who wrote. @param {Event[]} events @param {Event} event */
export const since = (events, event) => Date.parse(event.ts) - Date.parse(events[0].ts);

/** @param {number} attempt @param {number} from @returns {Bar} */
function begin(attempt, from) {
  return { attempt, provider: null, asked: null, from, to: null, state: "running", note: null, calls: [] };
}

/** @param {Line} line @param {Bar} bar @param {Call[]} calls @param {Event} event @param {number} at */
function apply({ step, bars }, bar, calls, { type, attempt, message, data }, at) {
  const open = bar.calls.findLast((call) => call.state === "open");
  if (type === "provider.started") {
    // An attempt's first provider has the attempt's own bar; one that takes over gets another.
    const own = bar.provider === null ? bar : begin(bar.attempt, at);
    if (own !== bar) bars.push(own);
    own.provider = data.provider;
    own.asked = message;
  } else if (type === "usage.reserved") {
    if (open) end(open, at, "lost");
    const { provider, model, price } = data;
    const call = { bar, step, provider, model, price, asked: bar.asked, from: at, to: null, first: null };
    bar.calls.push({ ...call, state: "open", input: null, output: null, cost: null });
    calls.push(bar.calls[bar.calls.length - 1]);
  } else if (type === "usage.released") {
    if (open) end(open, at, "released");
  } else if (type === "usage.recorded") {
    // The log may hold the attempt's end before the word of what its call has used.
    const call = calls.findLast(
      (call) => call.bar.attempt === attempt && call.step === step && call.provider === data.provider && !isTold(call),
    );
    if (!call) return;
    end(call, at, "recorded");
    [call.input, call.output, call.cost] = [data.input_tokens, data.output_tokens, data.cost_usd];
  } else if (type === "provider.failed") close(bar, at, "given up", data.error.message);
  else if (type === "step.failed") close(bar, at, data.final ? "failed" : "retried", data.error.message);
  else if (type === "step.completed") close(bar, at, "completed");
  else if (type === "step.superseded") close(bar, at, "superseded");
  else if (open && !/^(step|provider)\./.test(type)) open.first ??= at;
}

/** @param {Call} call */
const isTold = (call) => call.state === "recorded" || call.state === "released";

/** @param {Call} call @param {number} at @param {Call["state"]} state */
function end(call, at, state) {
  call.to = Math.max(at, call.from);
  call.state = state;
}

/** @param {Bar} bar @param {number} at @param {BarState} state @param {string | null} [note] */
function close(bar, at, state, note = null) {
  if (bar.to !== null) return;
  Object.assign(bar, { to: Math.max(at, bar.from), state, note });
  for (const call of bar.calls) if (call.state === "open") end(call, at, "lost");
}

/** Why what a call has used was in vain; null where it was not. @param {Call} call */
export function wasted({ bar, state }) {
  if (state === "released") return null;
  const why = {
    "given up": "provider given up",
    retried: "attempt failed",
    failed: "attempt failed",
    superseded: "superseded",
  };
  return why[/** @type {keyof typeof why} */ (bar.state)] ?? null;
}

/** The sums, as the snapshot's `usage` has them: what is unknown is not counted. @param {Call[]} calls */
export function totals(calls) {
  const sums = { calls: 0, input_tokens: 0, output_tokens: 0, cost_usd: 0, unknown: 0 };
  for (const { state, input, output, cost } of calls) {
    if (state === "lost" || (state === "recorded" && cost === null)) sums.unknown += 1;
    if (state !== "recorded") continue;
    sums.calls += 1;
    sums.input_tokens += input ?? 0;
    sums.output_tokens += output ?? 0;
    sums.cost_usd = Math.round((sums.cost_usd + (cost ?? 0)) * 1e9) / 1e9;
  }
  return sums;
}
