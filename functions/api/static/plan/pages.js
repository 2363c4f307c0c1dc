/** One day a page. Every day is in the document, so that all of them print; only one is on the screen. */

import { h, keyed, put, set } from "../page/dom.js";
import { dayBody } from "./day.js";
import { line, title } from "./state.js";

/** @typedef {import("./state.js").Day} Day */
/** @typedef {import("./state.js").Step} Step */
/** @typedef {{ cell: import("./strip.js").Cell, day?: Day, step?: Step, closed: boolean, parts: any }} Page */

/** @param {(day: number) => void} choose */
export function createPages(choose) {
  let [shown, count] = [1, 1];
  const turn = (/** @type {number} */ by) =>
    h("button", { onclick: () => choose(Math.max(1, Math.min(count, shown + by))) }, by < 0 ? "‹ Previous" : "Next ›");
  const [back, on] = [turn(-1), turn(1)];
  const list = h("div", { onpointerdown: () => choose(shown) });
  const element = h("div", { class: "pages stack", onkeydown: keys }, h("div", { class: "row turn" }, back, on), list);
  /** @type {Map<number, () => void>} */
  const undrawn = new Map();

  /** @param {KeyboardEvent} event */
  function keys({ key, target }) {
    if (target instanceof HTMLButtonElement) ({ ArrowLeft: back, ArrowRight: on })[key]?.click();
  }

  /** Days that nobody looks at are drawn while there is time: a frame has room for some. */
  function draw(until = performance.now() + 8) {
    for (const [day, drawn] of undrawn) {
      if (performance.now() > until) return void requestAnimationFrame(() => draw());
      undrawn.delete(day);
      drawn();
    }
  }

  function created() {
    const article = h("article", { class: "day panel" });
    /** @type {unknown[]} */
    let before = [];
    const update = (/** @type {Page} */ page) => {
      const { cell, day, step, parts } = page;
      set(article, { class: cell.shown ? "day panel shown" : "day panel" });
      const now = [cell.state, day?.content, day?.theme, step?.state, step?.given_up.length, parts.targets];
      if (now.some((value, place) => value !== before[place]))
        undrawn.set(cell.day, () => put(article, ...content(page)));
      before = now;
      if (!cell.shown) return;
      undrawn.get(cell.day)?.();
      undrawn.delete(cell.day);
    };
    return { element: article, update };
  }

  /** @param {Page[]} pages */
  function update(pages) {
    shown = pages.findIndex(({ cell }) => cell.shown) + 1;
    // Not disabled, which would take the focus away.
    set(back, { "aria-disabled": shown <= 1 });
    set(on, { "aria-disabled": shown >= pages.length });
    count = pages.length;
    keyed(list, pages, ({ cell }) => cell.day, created);
    draw();
  }
  return { element, update, drawAll: () => draw(Infinity) };
}

/** @param {Page} page */
function content({ cell: { day: number, state }, day, step, closed, parts }) {
  if (!day)
    return [h("h3", null, `Day ${number}`), note(closed ? "Not made." : "Not outlined yet."), !closed && ghosts()];
  const { content, active, warnings } = day;
  const gone = step?.given_up.join(" and ");
  const heading = [
    h("h3", null, `Day ${number}: ${day.theme}`),
    note(line(day.focus, active ? `${day.movement_minutes} minutes of movement` : "rest")),
    gone && note(`${gone} gave up on this day${content ? `; ${step?.provider} wrote it` : ""}.`),
    state === "again" && note("Being written again. This is the day as it was.", "notice"),
    state === "broken" && note("This day breaks a rule: see the checks.", "notice bad"),
    step?.state === "failed" && note(`Writing this day failed. ${step.error?.message ?? ""}`, "notice bad"),
    ...warnings.map(({ code, message }) => note(`${title(code)}: ${message}`, "notice warn")),
  ];
  if (content) return [...heading, ...dayBody(day, parts.targets, parts.show_figures)];
  const dishes = h("ul", null, ...day.dishes.map((dish) => h("li", null, dish)));
  return [
    ...heading,
    h("h4", null, closed ? "Planned, and not made" : "On the plate"),
    dishes,
    !closed && state !== "failed" && ghosts(),
  ];
}

/** @param {string} text */
const note = (text, look = "soft") => h("p", { class: look }, text);

const ghosts = () => h("div", null, ...[1, 2, 3, 4].map(() => h("div", { class: "ghost" })));
