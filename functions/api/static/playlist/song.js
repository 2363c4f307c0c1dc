/** How one track is shown, wherever it stands. */

import { h, outward } from "../page/dom.js";
import { providerName } from "../page/words.js";
import { clock, key, tempo, videoState, worded } from "./track.js";

/** @import { Choice } from "./types.js" */

/** @param {Choice} choice @param {boolean} over */
export function described({ track, provider, made_by, enrichment }, over) {
  const facts = [track.genre, track.year, track.explicit && "explicit"].filter(Boolean).map((fact) => ` · ${fact}`);
  const whose = made_by
    ? `${providerName(provider)}'s list, completed by ${providerName(made_by)}`
    : providerName(provider);
  const video = videoState(enrichment, over);
  return [
    h("p", { class: "title" }, track.title),
    h("p", null, track.artist, h("span", { class: "soft" }, ...facts)),
    h("p", { class: "small soft" }, h("span", { class: `dot ${made_by ?? provider}` }), whose, video && ` · ${video}`),
  ];
}

/** @param {Choice} choice @param {number | null} wished */
export function measures({ track }, wished) {
  const aim = wished === null ? "" : `, wished ${wished}`;
  const style = { "--energy": `${track.energy}%`, "--wished": `${wished}%` };
  const bar = h("span", { class: "bar", style }, wished !== null && h("i"));
  const said = (/** @type {string} */ text) => h("span", { class: "unseen" }, text);
  return [
    h("b", { title: `Energy ${track.energy}${aim}` }, bar, said("Energy "), track.energy, said(aim)),
    ...[clock(track.duration_s), tempo(track), key(track)].map((fact) => h("span", null, fact)),
  ];
}

/** @param {Choice} choice @param {number | null} wished */
export const facts = (choice, wished) => h("div", { class: "facts small number" }, ...measures(choice, wished));

/**
 * The video's picture, or the title's initial where there is none or it does not load.
 * @param {Choice} choice
 */
export function cover({ track, enrichment }) {
  const { thumbnail, url } = enrichment ?? {};
  const face = h("span", { "aria-hidden": "true" }, ([...track.title.trim()][0] ?? "").toUpperCase());
  const origin = thumbnail && URL.canParse(thumbnail) ? new URL(thumbnail).origin : "";
  const image = h("img", { alt: "", loading: "lazy", onerror: () => image.remove() });
  const parts = [face, [location.origin, "https://i.ytimg.com"].includes(origin) && image];
  if (parts[1]) image.src = thumbnail ?? "";
  const link = url ? outward(url, ...parts) : h("span", null, ...parts);
  if (url) link.setAttribute("aria-label", `Video of ${track.title}`);
  return link;
}

/** @param {Choice} choice */
export const warnings = ({ track }) => track.warnings.map((text) => h("p", { class: "small warning" }, worded(text)));

/** Rebuilds a part of an element only when what it shows are other values. */
export function slots() {
  /** @type {WeakMap<Element, unknown[]>} */
  const shown = new WeakMap();
  return (/** @type {Element} */ element, /** @type {unknown[]} */ values, /** @type {() => void} */ build) => {
    const known = shown.get(element);
    if (known?.length === values.length && values.every((value, i) => value === known[i])) return;
    shown.set(element, values);
    build();
  };
}
