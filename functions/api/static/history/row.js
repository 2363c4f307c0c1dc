/** A run in the list: what the list knows, and what its snapshot adds. */

import { h, put, set } from "../page/dom.js";
import { icon } from "../page/icons.js";
import { dollars, duration, plural } from "../page/words.js";
import { isOpen, made, STATES, stateOf, titleOf } from "../run/words.js";
import { glyph } from "../start/looks.js";

/** @typedef {{ run_id: string, kind: string, status: import("../fold/types.js").Status, created_at: string }} Listed */
/** @typedef {{ id: string, element: HTMLElement, title: string, isOpen: boolean, parts: number }} Doomed */

/**
 * @param {Listed} run
 * @param {(row: Doomed) => void} remove
 */
export function rowOf({ run_id: id, kind, status, created_at }, remove) {
  const at = new Date(created_at);
  const title = h("a", { class: "name", href: `/runs/${id}`, "data-route": true });
  put(title, h("span", { class: "unseen" }, kind), h("span", { class: "ghost" }));
  const when = h("time", { datetime: created_at, title: at.toLocaleString() }, ago(at.getTime() - Date.now()));
  const state = h("span");
  const facts = h("span", { class: "facts number" }, h("span", { class: "ghost" }));
  const button = h("button", { class: "plain", "aria-label": `Delete ${kind}, ${when.textContent}` }, "Delete");
  const what = h("div", { class: "what" }, title, h("p", { class: "small soft" }, `${kind}, `, when));
  const element = h("li", { "data-kind": kind }, glyph(kind), what, facts, state, button);
  const row = { id, element, title: kind, isOpen: status === "queued" || status === "running", parts: 0, tell, untold };
  button.onclick = () => remove(row);
  badge(status);

  /** @param {keyof typeof STATES} name */
  function badge(name) {
    const { word, tone } = STATES[name];
    put(state, h("span", { class: `badge ${tone}` }, icon(name), word));
  }

  /** @param {import("../fold/types.js").Snapshot} snapshot */
  function tell(snapshot) {
    row.title = titleOf(snapshot)?.slice(0, 80) ?? kind;
    row.isOpen = isOpen(snapshot);
    row.parts = made(snapshot);
    put(title, row.title);
    set(button, { "aria-label": `Delete ${row.title}` });
    badge(stateOf(snapshot));
    const { usage, timing, expected } = snapshot;
    const took = timing.duration_ms === null ? null : duration(timing.duration_ms);
    const all = Math.max(expected.parts, row.parts);
    const parts = row.parts < all ? `${row.parts} of ${plural(all, "part")}` : plural(all, "part");
    put(facts, ...[parts, took, dollars(usage.cost_usd)].map((fact) => h("span", null, fact)));
  }

  /** The snapshot cannot be had. */
  function untold() {
    put(title, kind);
    put(facts);
  }

  return row;
}

const AGO = new Intl.RelativeTimeFormat("en", { numeric: "auto" });
/** @type {[Intl.RelativeTimeFormatUnit, number][]} */
const UNITS = [
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
];

/** @param {number} ms */
function ago(ms) {
  const [unit, size] = UNITS.find(([, size]) => -ms >= size) ?? ["second", 1000];
  return AGO.format(Math.min(0, Math.round(ms / size)), unit);
}
