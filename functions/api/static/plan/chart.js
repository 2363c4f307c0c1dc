/** What was made against what was meant: a bar a row, with its target and how far off it may be. */

import { h, svg } from "../page/dom.js";
import { line, number } from "./state.js";

/** How far off a day may be before it is warned of, as the server's checks have it. */
export const LIMITS = { calories: 0.2, protein: 0.8, movement: 0.2, minutes: 5 };

/**
 * One bar; without `low` and `high` no rule says how far off it may be.
 * @typedef {{ name: string, unit: string, made: number, target: number, low?: number, high?: number, note?: string }} Row
 */

/**
 * @param {import("./state.js").Day} day with its content
 * @param {any} targets
 * @param {boolean} figures whether energy and nutrients may be shown to this person
 * @returns {Row[]}
 */
export function dayRows(day, targets, figures) {
  const { totals } = day.content;
  const grams = (/** @type {string} */ name) => {
    const field = `${name.toLowerCase()}_g`;
    return { name, unit: "g", made: totals[field], target: targets[field] };
  };
  const kcal = targets.calories_kcal;
  const energy = { name: "Energy", unit: "kcal", made: totals.kcal, target: kcal };
  const target = day.movement_minutes;
  const off = day.active ? Math.max(LIMITS.minutes, LIMITS.movement * target) : 0;
  const movement = { name: "Movement", unit: "min", made: totals.movement_minutes, target };
  const food = [
    { ...energy, low: kcal * (1 - LIMITS.calories), high: kcal * (1 + LIMITS.calories) },
    { ...grams("Protein"), low: targets.protein_g * LIMITS.protein },
    ...["Carbs", "Fat", "Fibre"].map(grams),
  ];
  return [...(figures ? food : []), { ...movement, low: Math.max(0, target - off), high: target + off }];
}

/** @param {import("./state.js").Day[]} days @param {any[]} weeks their targets @returns {Row[]} */
export function weekRows(days, weeks) {
  return weeks.map(({ week, movement_minutes: target, active_days: active, deload }) => {
    const there = days.filter((day) => day.week === week && day.content);
    const made = there.reduce((sum, day) => sum + day.content.totals.movement_minutes, 0);
    const note = line(`${active} active ${active === 1 ? "day" : "days"}`, deload && "easier");
    return { name: `Week ${week}`, unit: "min", made, target, note };
  });
}

/** Where things stand in a bar that is `scale` targets wide, in hundredths. @param {Row} row @param {number} scale */
export function geometry({ made, target, low, high }, scale) {
  const at = (/** @type {number} */ value) => (target ? Math.min(100, (100 * value) / (target * scale)) : value && 100);
  const [from, to] = [at(low ?? 0), high ? at(high) : 100];
  return { made: at(made), target: at(target), from, width: low === undefined ? 0 : to - from };
}

/** @param {Row} row */
export function off({ made, low, high }) {
  if (made < (low ?? 0)) return "under";
  return made > (high ?? made) ? "over" : null;
}

/** A table: the numbers are its text, the bars only show them. @param {string} caption @param {Row[]} rows */
export function chart(caption, rows) {
  const scale = Math.min(2, Math.max(1.25, ...rows.map(({ made, target }) => made / (target || made || 1))));
  const lines = rows.map((row) => {
    const [wrong, at] = [off(row), geometry(row, scale)];
    const bar = svg("svg", { viewBox: "0 0 100 10", preserveAspectRatio: "none", "aria-hidden": "true" });
    bar.append(
      svg("rect", { class: "may", x: at.from, width: at.width, height: 10 }),
      svg("rect", { class: "made", y: 3, width: at.made, height: 4 }),
      svg("line", { x1: at.target, x2: at.target, y2: 10 }),
    );
    const said = `${number(row.made)} of ${number(row.target)} ${row.unit}`;
    const cells = [
      h("td", { class: "bar" }, bar),
      h("td", null, h("span", { class: "number" }, said), wrong && ` ${wrong}`, row.note && ` · ${row.note}`),
    ];
    return h("tr", { class: wrong && "off" }, h("th", { scope: "row" }, row.name), ...cells);
  });
  return h("table", { class: "chart small" }, h("caption", { class: "soft" }, caption), h("tbody", null, ...lines));
}
