/** How each kind is drawn, in which order, and which of its fields takes what a person has typed before choosing it. */

import { svg } from "../page/dom.js";

/** @typedef {{ main: string[], strong: string, faint: string }} Looks */

/** @type {Record<string, Looks>} */
const LOOKS = {
  playlist: {
    main: ["prompt"],
    strong: "M4 33C12 33 15 9 24 9s12 24 20 24",
    faint: "M10 37v4M17 29v12M24 17v24M31 29v12M38 37v4",
  },
  code: { main: ["prompt"], strong: "M16 13 6 24l10 11M32 13l10 11-10 11", faint: "m28 9-8 30" },
  video: { main: ["text"], strong: "M6 9h36v23H6zM21 15.5v10l9-5z", faint: "M6 40h8M19 40h10M34 40h8" },
  plan: { main: ["preferences", "notes"], strong: "M7 11h34v29H7zM17 29l5 5 9-10", faint: "M7 19h34M16 6v8M32 6v8" },
  vision: {
    main: ["vision_audience_timing"],
    strong: "M5 33h38M13 33a11 11 0 0 1 22 0",
    faint: "M24 9v7M8 16l5 5M40 16l-5 5M14 40h20",
  },
};

/**
 * @param {string} name
 * @returns {Looks}
 */
export function looksOf(name) {
  return LOOKS[name] ?? { main: ["prompt"], strong: "M8 24h32M24 8v32", faint: "" };
}

/**
 * Kinds in the order in which they are offered; those that the page has no drawing of come last.
 * @template {{ name: string }} Kind
 * @param {Kind[]} kinds
 */
export function inOrder(kinds) {
  const place = (/** @type {Kind} */ { name }) => [...Object.keys(LOOKS), name].indexOf(name);
  return kinds.toSorted((one, other) => place(one) - place(other));
}

/** @param {string} name */
export function glyph(name) {
  const { strong, faint } = looksOf(name);
  const shown = { class: "glyph", viewBox: "0 0 48 48", "aria-hidden": "true" };
  return svg("svg", shown, svg("path", { d: faint, class: "faint" }), svg("path", { d: strong }));
}
