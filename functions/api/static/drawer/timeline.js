/** The timeline: a line a step, a bar for each provider's part of each attempt, its model calls in it; or a table. */

import { h, put, set, show } from "../page/dom.js";
import { attempts } from "./attempts.js";
import { ticks, time } from "./say.js";
import { table } from "./table.js";

/** @import { Bar, Log, Panel } from "./types.js" */

const SIGNS = {
  running: "",
  completed: "",
  retried: "↻ ",
  failed: "✕ ",
  "given up": "✕ ",
  superseded: "⤳ ",
  stopped: "■ ",
};

/** @param {Log} log @returns {Panel} */
export function timelinePanel(log) {
  let zoom = 1;
  const chart = h("div", {
    class: "gantt scroll",
    tabindex: 0,
    role: "group",
    "aria-label": "Steps and attempts over time",
  });
  const rows = table("Steps and attempts", ["Step", "Attempt", "Provider", "Began", "Took", "Calls", "Outcome"]);
  const asTable = h("button", { onclick: () => view(!chart.hidden) }, "As a table");
  /** @param {string} name @param {() => number} to */
  const zoomer = (name, to) => h("button", { onclick: () => view(false, to()) }, name);
  const out = zoomer("Zoom out", () => zoom / 2);
  const into = zoomer("Zoom in", () => zoom * 2);
  const fit = zoomer("Fit", () => 1);
  show(rows.element, false);

  /** @param {boolean} tabular @param {number} [wanted] */
  function view(tabular, wanted = zoom) {
    zoom = Math.max(1, Math.min(64, wanted));
    show(rows.element, tabular);
    for (const part of [chart, out, into, fit]) show(part, !tabular);
    draw();
  }

  function draw() {
    const { lines, end } = attempts(log.events);
    set(asTable, { "aria-pressed": !rows.element.hidden });
    for (const button of [out, fit]) set(button, { disabled: zoom === 1 });
    set(into, { disabled: zoom === 64 });
    if (chart.hidden) {
      rows.fill(lines.flatMap(({ step, bars }) => bars.map((bar) => [step, ...inWords(bar, end)])));
      return;
    }
    /** @param {number} ms @param {number} [of] */
    const percent = (ms, of = end * 1.02) => `${(ms / Math.max(of, 1)) * 100}%`;
    set(chart, { style: { "--zoom": zoom } });
    const axis = ticks(end * 0.97, 8 * zoom).map((at) => h("span", { style: { left: percent(at) } }, time(at)));
    const drawn = lines.map(({ step, label, bars }) =>
      line(`${step}: ${label}`, label, story(bars, end), bars.map(span)),
    );
    put(chart, line("", "Step", "", axis), ...drawn);

    /** @param {Bar} bar */
    function span(bar) {
      const took = (bar.to ?? end) - bar.from;
      const calls = bar.calls.map((call) =>
        h("i", {
          style: { left: percent(call.from - bar.from, took), width: percent((call.to ?? end) - call.from, took) },
        }),
      );
      const text = `${SIGNS[bar.state]}${bar.attempt > 1 ? `#${bar.attempt} ` : ""}${bar.provider ?? ""} ${time(took)}`;
      const place = { left: percent(bar.from), width: percent(took) };
      const title = `Attempt ${inWords(bar, end).join(", ")}`;
      return h(
        "div",
        { class: `${bar.provider ?? ""} ${bar.state}`, style: place, title },
        ...calls,
        h("span", null, text),
      );
    }
  }

  const bar = h("div", { class: "bar" }, asTable, out, into, fit);
  return { element: h("div", null, bar, chart, rows.element), draw, every: 250 };
}

/** @param {string} title @param {string} label @param {string} told @param {Element[]} track */
function line(title, label, told, track) {
  return h("div", { class: "line" }, h("span", { title }, label, h("small", null, told)), h("div", null, track));
}

/** What became of a step, in few words. @param {Bar[]} bars @param {number} end */
function story(bars, end) {
  const last = bars[bars.length - 1];
  const who = bars.map((bar) => bar.provider).filter((name, place, all) => name && name !== all[place - 1]);
  return [
    who.join(" → "),
    last.attempt > 1 && `${last.attempt} attempts`,
    last.state,
    time((last.to ?? end) - bars[0].from),
  ]
    .filter(Boolean)
    .join(", ");
}

/** @param {Bar} bar @param {number} end */
function inWords({ attempt, provider, from, to, calls, state, note }, end) {
  const asked = `${calls.length} call${calls.length === 1 ? "" : "s"}`;
  return [
    attempt,
    provider ?? "no provider",
    time(from),
    time((to ?? end) - from),
    asked,
    note ? `${state}: ${note}` : state,
  ];
}
