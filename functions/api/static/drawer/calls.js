/** The model calls as a table: whom, where, how long, for how much, and what of it was in vain. */

import { h, put } from "../page/dom.js";
import { attempts, totals, wasted } from "./attempts.js";
import { number, time } from "./say.js";
import { table } from "./table.js";

/** @import { Call, Log, Panel } from "./types.js" */

const HEADS = ["Step", "Attempt", "Provider", "Model", "Tokens in", "Tokens out", "Latency", "First piece", "Cost"];
const MORE = ["$ per million in / out", "Outcome", "Asked"];
const STATES = { open: "running", recorded: "used", released: "turned away, nothing used", lost: "ended untold" };

/** @param {Log} log @returns {Panel} */
export function callsPanel(log) {
  const rows = table("Model calls", [...HEADS, ...MORE]);
  const note = h("p", { class: "small soft" });
  let drawn = "";

  function draw() {
    const { calls } = attempts(log.events);
    const sums = totals(calls);
    const cells = calls.map(inWords);
    // A person may be reading or copying: nothing is replaced by the same.
    const now = JSON.stringify(cells);
    if (now === drawn) return;
    drawn = now;
    const withDots = cells.map(([step, attempt, who, ...more]) => [
      step,
      attempt,
      h("span", { class: `who ${who}` }, who),
      ...more,
    ]);
    const added = [number(sums.input_tokens), number(sums.output_tokens), "", "", dollars(sums.cost_usd), "", "", ""];
    rows.fill(withDots, [`${sums.calls} recorded`, "", "", "", ...added]);
    put(note, sums.unknown ? `${sums.unknown} of them never told what they used: that is not in the sums.` : "");
  }

  return { element: h("div", null, rows.element, note), draw, every: 250 };
}

/** @param {Call} call */
function inWords(call) {
  const { bar, step, provider, model, price, state, from, to, first } = call;
  /** @param {number | null} value @param {(value: number) => string} say */
  const told = (value, say) =>
    value !== null ? say(value) : state === "open" || state === "released" ? "–" : "unknown";
  const per = price ? `${price.input_usd_per_mtok} / ${price.output_usd_per_mtok} (${price.source})` : "unknown";
  const vain = wasted(call);
  const asked = /^.*?\((.*)\)$/.exec(call.asked ?? "")?.[1];
  return [
    ...[step, bar.attempt, provider, model, told(call.input, number), told(call.output, number)],
    ...[
      told(to && to - from, time),
      first === null && to !== null ? "none seen" : told(first && first - from, time),
      told(call.cost, dollars),
    ],
    ...[per, vain ? `wasted: ${vain}` : STATES[state], asked ?? call.asked ?? "unknown"],
  ];
}

/** To the last digit that there is. @param {number} usd */
const dollars = (usd) => `$${usd.toFixed(9).replace(/0{1,5}$/, "")}`;
