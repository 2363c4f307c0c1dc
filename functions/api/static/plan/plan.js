/** A plan: what it aims at, a strip that fills up with days, one day a page, and what its checks found. */

import { h, put, show } from "../page/dom.js";
import { createAgain } from "../run/again.js";
import { isClosed } from "../tailrace.js";
import { chart, weekRows } from "./chart.js";
import { checks } from "./checks.js";
import { createPages } from "./pages.js";
import { newest, number, stateOf } from "./state.js";
import { createStrip } from "./strip.js";

/**
 * @param {import("../run/context.js").Context} context
 * @returns {import("../run/context.js").KindView}
 */
export function create(context) {
  const top = h("header", { class: "panel stack" });
  const count = h("h2");
  const strip = createStrip(choose);
  const pages = createPages(choose);
  const print = h("button", { onclick: printAll }, "Print all days");
  const [weeks, found] = [h("section", { class: "panel" }), h("section", { class: "panel stack" })];
  const again = createAgain(context, "day", () => `Write day ${shown} again`);
  const bar = h("div", { class: "row counted" }, count, print);
  const element = h(
    "div",
    { class: "plan stack" },
    top,
    bar,
    strip.element,
    pages.element,
    again.element,
    weeks,
    found,
  );

  /** @type {number | null} */
  let chosen = null;
  let shown = 0;
  /** @type {any} */
  let last = null;
  /** @type {unknown[]} */
  let drawn = [];

  /** @param {number} day */
  function choose(day) {
    chosen = day;
    update(last, []);
  }

  function printAll() {
    pages.drawAll();
    window.print();
  }

  /** @type {import("../run/context.js").KindView["update"]} */
  function update(snapshot, events) {
    const { parts, expected } = snapshot;
    const first = !last;
    last = snapshot;
    const closed = isClosed(snapshot);
    const steps = new Map(snapshot.steps.map((step) => [step.id, step]));
    const days = new Map(parts.days.map((/** @type {any} */ day) => [day.day, day]));
    const total = Math.max(expected.parts, days.size);
    // A plan that is opened when it has ended begins at its beginning.
    if (!closed) shown = newest(parts.days, steps);
    shown = chosen ?? (shown || 1);
    const broken = parts.verification?.broken_days;
    const all = Array.from({ length: total }, (_, place) => {
      const [number, day, step] = [place + 1, days.get(place + 1), steps.get(`day:${place + 1}`)];
      const state = stateOf(day, step, closed, broken);
      const cell = { day: number, theme: day?.theme ?? "", state, shown: number === shown };
      return { cell, day, step, closed, parts };
    });
    strip.update(all.map(({ cell }) => cell));
    pages.update(all);
    const made = parts.days.filter((/** @type {any} */ day) => day.content);
    put(count, `${made.length} of ${total} ${total === 1 ? "day is" : "days are"} there`);
    show(print, made.length);
    again.update(`day:${shown}`, snapshot, !!days.get(shown)?.content);
    for (const event of first ? [] : events) {
      if (["plan.outlined", "day.completed", "plan.verified"].includes(event.type))
        context.announce(event.message ?? "");
    }
    const now = [
      parts.targets,
      parts.verification,
      closed,
      made.length,
      ...made.map((/** @type {any} */ day) => day.content),
    ];
    if (now.every((value, place) => value === drawn[place])) return;
    drawn = now;
    put(top, ...heading(parts, closed));
    show(weeks, parts.targets);
    if (parts.targets)
      put(weeks, chart("Minutes of movement, made and meant", weekRows(parts.days, parts.targets.weeks)));
    put(found, h("h2", null, "Checks"), ...checks(parts.verification, closed, choose));
  }
  return { element, update };
}

/** @param {any} parts @param {boolean} closed */
function heading({ title, targets, warnings, disclaimer, show_figures: figures }, closed) {
  if (!targets)
    return [
      h("h2", null, "Targets"),
      h("p", { class: "soft" }, closed ? "No plan was made." : "The plan is being outlined."),
    ];
  const food = [
    [`${number(targets.calories_kcal)} kcal`, "energy"],
    ...["protein", "carbs", "fat", "fibre"].map((name) => [`${targets[`${name}_g`]} g`, name]),
  ];
  const aims = [
    ...(figures ? food : []),
    [`${number(targets.water_ml)} ml`, "water"],
    [`${number(targets.sleep_hours)} h`, "sleep"],
    [`${targets.weeks[0].movement_minutes} min`, "movement, week 1"],
  ];
  return [
    h("p", { class: "on-paper" }, title),
    h("h2", null, "Targets"),
    h(
      "dl",
      { class: "figures" },
      ...aims.map(([value, name]) => h("div", null, h("dt", { class: "soft small" }, name), h("dd", null, value))),
    ),
    ...warnings.map((/** @type {any} */ warning) => h("p", { class: "notice warn" }, warning.message)),
    h("p", { class: "soft small" }, disclaimer),
  ];
}
