/** A table that scrolls in its own frame. */

import { h, put } from "../page/dom.js";

/** @typedef {import("../page/dom.js").Child} Cell */

/** @param {string} label @param {string[]} heads */
export function table(label, heads) {
  const body = h("tbody");
  const foot = h("tfoot");
  const head = h("thead", null, h("tr", null, ...heads.map((name) => h("th", { scope: "col" }, name))));
  const element = h(
    "div",
    { class: "scroll", tabindex: 0, role: "group", "aria-label": label },
    h("table", null, head, body, foot),
  );

  /** @param {Cell[]} cells */
  const row = ([name, ...cells]) =>
    h("tr", null, h("th", { scope: "row" }, name), ...cells.map((cell) => h("td", null, cell)));

  return {
    element,
    /** @param {Cell[][]} rows @param {Cell[]} [sums] */
    fill(rows, sums) {
      put(body, ...rows.map(row));
      put(foot, sums && row(sums));
    },
  };
}
