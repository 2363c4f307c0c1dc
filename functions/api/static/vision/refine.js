/** What a person may want changed of a section: a ready wish, or words of their own. */

import { h } from "../page/dom.js";

/** @type {Record<string, string>} */
const WISHES = {
  more_specific: "More specific",
  more_concise: "More concise",
  different_angle: "A different angle",
  add_detail: "More detail",
  regenerate: "Write it anew",
};

/** @param {string} wish */
export const wishOf = (wish) => WISHES[wish] ?? `“${wish}”`;

/** @param {string} title of the section @param {(wish: string) => unknown} refine */
export function refineForm(title, refine) {
  const own = h("textarea", { rows: 2, required: true });
  const ready = Object.entries(WISHES).map(([wish, name]) => h("button", { onclick: () => refine(wish) }, name));
  const onsubmit = (/** @type {Event} */ event) => {
    event.preventDefault();
    if (own.value.trim()) refine(own.value.trim());
  };
  const label = h("label", null, "Or in your own words", own);
  const form = h("form", { class: "stack", onsubmit }, label, h("div", null, h("button", null, "Change it so")));
  const content = h("div", { class: "stack" }, h("div", { class: "row" }, ...ready), form);
  return h("details", null, h("summary", null, `Refine ${title.toLowerCase()}`), content);
}
