/** The strip that fills up: a cell for each day, weeks as rows where there are many. One cell is in the tab order. */

import { h, keyed, put, set } from "../page/dom.js";
import { STATES } from "./state.js";

/** @typedef {{ day: number, theme: string, state: keyof typeof STATES, shown: boolean }} Cell */

/** @param {(day: number) => void} choose */
export function createStrip(choose) {
  const element = h("div", { role: "toolbar", "aria-label": "Days", onkeydown: move });

  /** @param {KeyboardEvent} event */
  function move(event) {
    const cells = [...element.querySelectorAll("button")];
    const here = cells.indexOf(/** @type {HTMLButtonElement} */ (event.target));
    /** @type {Record<string, number>} */
    const to = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7, Home: -here, End: cells.length - 1 - here };
    const next = event.key in to && cells[here + to[event.key]];
    if (!next) return;
    event.preventDefault();
    next.click();
    next.focus();
  }

  /** @param {Cell} cell */
  function created({ day }) {
    const mark = h("span", { class: "mark", "aria-hidden": "true" });
    const [theme, said] = [h("span", { class: "theme soft small" }), h("span", { class: "unseen" })];
    const named = h("span", null, h("span", { class: "unseen" }, "Day "), day);
    const button = h("button", { onclick: () => choose(day) }, named, mark, theme, said);
    const update = (/** @type {Cell} */ cell) => {
      const { state, shown } = cell;
      set(button, { "data-state": state, "aria-current": shown || null, tabindex: shown ? 0 : -1, title: cell.theme });
      put(mark, STATES[state][0]);
      put(theme, cell.theme);
      put(said, `(${STATES[state][1]})`);
    };
    return { element: button, update };
  }

  /** @param {Cell[]} cells */
  function update(cells) {
    const many = cells.length > 14;
    set(element, { class: many ? "strip many" : "strip" });
    const rows = many
      ? Array.from({ length: Math.ceil(cells.length / 7) }, (_, n) => cells.slice(7 * n, 7 * n + 7))
      : [cells];
    keyed(
      element,
      rows,
      (_, week) => week,
      (_, week) => {
        const row = h("div", { class: "cells" });
        const name = many && h("span", { class: "soft small" }, `Week ${week + 1}`);
        const update = (/** @type {Cell[]} */ cells) => keyed(row, cells, ({ day }) => day, created);
        return { element: h("div", { class: "week" }, name, row), update };
      },
    );
  }
  return { element, update };
}
