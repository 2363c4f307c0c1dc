/** The head of a run's page: what it is, how it stands, how far it is, and how the page is connected. */

import { h, put, set, show } from "../page/dom.js";
import { icon } from "../page/icons.js";
import { clockTime, duration } from "../page/words.js";
import { estimate, leftInWords } from "./estimate.js";
import { isOpen, now, STATES, stateOf, titleOf } from "./words.js";

/** @typedef {import("./context.js").Snapshot} Snapshot */
/** @typedef {{ mode: string, resumes: number, retryInMs: number | null, reason: string | null }} Connection */

/** @param {{ id: string, retry: () => void, actions: HTMLElement | null }} page */
export function head({ id, retry, actions }) {
  const title = h("h1", null, "A run");
  const kind = h("span", { class: "run-kind" });
  const since = h("span");
  const badge = h("span", { class: "badge" });
  const sign = h("span", { class: "run-sign small", "data-mode": "connecting" }, "connecting");
  const again = h("button", { class: "plain small", onclick: retry, hidden: true }, "Try now");
  const about = h("p", { class: "row small soft" }, kind, since);
  const standing = h("div", { class: "row" }, h("div", { class: "row" }, badge, sign, again), actions);
  const element = h("header", { class: "run-head" }, about, title, standing);

  const filled = h("div");
  const bar = h("div", { class: "run-track", role: "progressbar", "aria-label": "Progress" }, filled);
  const percent = h("b", { class: "number" });
  const left = h("span", { class: "number" });
  const doing = h("span", { class: "run-now" });
  const progress = h("div", { class: "run-bar" }, bar, h("div", { class: "row small" }, percent, doing, left));
  let shown = "";

  return {
    element,
    progress,
    /** @param {Snapshot} snapshot @param {string | null} kindTitle */
    update(snapshot, kindTitle) {
      const name = titleOf(snapshot) ?? (kindTitle ? `${kindTitle} ${id.slice(-6)}` : "A run");
      put(title, name);
      put(kind, kindTitle ?? snapshot.kind ?? "");
      const state = stateOf(snapshot);
      if (state !== shown) {
        put(badge, icon(state), STATES[state].word);
        set(badge, { class: `badge ${STATES[state].tone}` });
        shown = state;
      }
      set(filled, { style: { "--part": snapshot.progress / 100 } });
      set(bar, {
        "aria-valuemin": 0,
        "aria-valuemax": 100,
        "aria-valuenow": snapshot.progress,
        "data-state": state,
      });
      put(percent, `${snapshot.progress} %`);
      put(doing, now(snapshot) ?? STATES[state].word);
      return name;
    },
    /** What moves with the clock: for how long, and how long still. @param {Snapshot} snapshot @param {number} clock */
    tick(snapshot, clock) {
      const { started_at: started, duration_ms: took } = snapshot.timing;
      if (!started) return;
      const begun = new Date(started);
      put(since, `started ${clockTime(begun)} · ${duration(took ?? Math.max(0, clock - begun.getTime()))}`);
      const words = isOpen(snapshot) ? leftInWords(estimate(snapshot, clock)) : "";
      put(left, words);
      set(bar, {
        "aria-valuetext": [`${snapshot.progress} %`, words].filter(Boolean).join(", "),
      });
    },
    /** @param {Connection} connection */
    connection({ mode, resumes, retryInMs, reason }) {
      const wait = mode === "reconnecting" && retryInMs ? `, next try in ${duration(retryInMs)}` : "";
      const before = resumes ? ` · resumed ${resumes}×` : "";
      put(sign, `${mode}${wait}${mode === "ended" ? "" : before}`);
      set(sign, { "data-mode": mode, title: reason });
      show(again, mode === "reconnecting");
    },
  };
}
