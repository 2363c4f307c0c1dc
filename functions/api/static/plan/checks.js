/** What the checks of the whole plan found, and its scores; days that are named lead to their pages. */

import { h } from "../page/dom.js";
import { number, title } from "./state.js";

const RESULTS = { fail: ["bad", "× failed"], unknown: ["warn", "? unknown"], pass: ["good", "✓ passed"] };

/**
 * @param {any} verification null before it is made
 * @param {boolean} closed
 * @param {(day: number) => void} choose
 */
export function checks(verification, closed, choose) {
  if (!verification)
    return [h("p", { class: "soft" }, closed ? "The plan was not checked." : "Checked when every day is there.")];
  const order = Object.keys(RESULTS);
  const sorted = verification.checks.toSorted(
    (/** @type {any} */ a, /** @type {any} */ b) => order.indexOf(a.result) - order.indexOf(b.result),
  );
  const scores = Object.entries(verification.scores).map(([name, score]) =>
    h(
      "div",
      null,
      h("dt", { class: "soft small" }, title(name)),
      h("dd", null, score === null ? "not scored" : `${number(score)} of 1`),
    ),
  );
  return [
    h("dl", { class: "figures" }, ...scores),
    h("ul", { class: "checks" }, ...sorted.map((/** @type {any} */ check) => row(check, choose))),
  ];
}

/** @param {{ name: string, result: keyof typeof RESULTS, message: string }} check @param {(day: number) => void} choose */
function row({ name, result, message }, choose) {
  const [look, said] = RESULTS[result];
  const pieces = message.split(/\b(day \d+)\b/i).map((piece, place) => {
    const day = Number(piece.slice(4));
    return place % 2 ? h("button", { class: "plain", onclick: () => choose(day) }, piece) : piece;
  });
  return h(
    "li",
    null,
    h("span", { class: `badge ${look}` }, said),
    h("span", null, h("strong", null, title(name)), " ", ...pieces),
  );
}
