/** The brand as its page shows it: what was found, where, and how sure that makes; what was not found is said so. */

import { h, outward, put } from "../page/dom.js";
import { hex } from "./colour.js";

const MISSING = () => h("span", { class: "soft" }, "not found on the page");

/** @param {string} source */
const from = (source) => h("span", { class: "small soft" }, ` (${source.replaceAll("_", " ")})`);

/** @param {{ text: string, source: string } | null} fact */
const fact = (fact) => (fact ? [fact.text, from(fact.source)] : MISSING());

/** @param {any[]} items */
const list = (items) => (items.length ? h("ul", null, ...items.map((item) => h("li", null, item))) : MISSING());

export function createBrand() {
  const element = h("section", { class: "panel stack video-brand" }, h("h2", null, "Brand"), waiting());
  /** @type {any} */
  let shown = null;

  /** @param {any} parts @param {boolean} closed */
  function update({ site, brand, confidence }, closed) {
    if (brand === shown && (brand || !closed)) return;
    shown = brand;
    if (!brand) put(element, h("h2", null, "Brand"), h("p", { class: "soft" }, "Not found before the run ended."));
    else put(element, ...card(brand), sure(brand, confidence), all(brand), site && source(site));
  }

  return { element, update };
}

function waiting() {
  return h(
    "div",
    { class: "stack", "aria-hidden": "true" },
    ...[45, 75, 60].map((width) => h("div", { class: "ghost video-ghost", style: { width: `${width}%` } })),
  );
}

/** @param {any} brand */
function card({ name, tagline, colours, fonts }) {
  const swatches = colours.palette.map((/** @type {any} */ { hex: colour, role, source }) =>
    h(
      "li",
      null,
      h("span", { class: "video-swatch", style: { "--swatch": hex(colour) } }),
      h(
        "span",
        null,
        h("span", { class: "mono" }, colour),
        h("span", { class: "small soft" }, role ?? source.replaceAll("_", " ")),
      ),
    ),
  );
  return [
    h("h2", null, "Brand"),
    h(
      "div",
      { class: "fresh" },
      h("p", { class: "video-name", style: font(fonts.heading) }, name?.text ?? MISSING()),
      h("p", { style: font(fonts.body) }, tagline?.text ?? h("span", { class: "soft" }, "Tagline: ", MISSING())),
    ),
    swatches.length
      ? h("ul", { class: "video-swatches fresh", "aria-label": "Colours" }, ...swatches)
      : h("p", null, "Colours: ", MISSING()),
    h(
      "p",
      { class: "row small" },
      ...["heading", "body", "mono"].map((use) =>
        h("span", { style: font(fonts[use]) }, `${use}: `, fonts[use] ?? MISSING()),
      ),
    ),
  ];
}

/**
 * A family's own look, where this computer has it.
 * @param {string | null} family
 */
export function font(family) {
  return family && /^[\w -]{1,60}$/.test(family) ? { "font-family": `"${family}", system-ui, sans-serif` } : {};
}

/** @param {any} brand @param {number} confidence */
function sure({ quality }, confidence) {
  const rows = quality.map((/** @type {any} */ { name, points, weight, reason }) =>
    h("li", null, h("strong", null, name.replaceAll("_", " ")), ` ${points} of ${weight}. ${reason}`),
  );
  const summary = h(
    "summary",
    null,
    `Confidence ${confidence} of 100 `,
    h("meter", { min: 0, max: 100, value: confidence, "aria-label": "Confidence" }),
  );
  return h("details", null, summary, h("ul", { class: "small" }, ...rows));
}

/** @param {any} brand */
function all(brand) {
  const { voice, proof, features, calls_to_action: calls, rating = proof.rating } = brand;
  const rows = [
    ...["headline", "subhead", "description", "problem", "solution", "category", "pricing"].map((name) => [
      name,
      fact(brand[name]),
    ]),
    ["features", list(features.map((/** @type {any} */ { title, text }) => (text ? `${title}: ${text}` : title)))],
    [
      "calls to action",
      list(
        calls.map((/** @type {any} */ { label, url, rank }) =>
          h("span", null, url ? outward(url, label) : label, from(rank)),
        ),
      ),
    ],
    ["voice", voice ? [[voice.tone, ...voice.adjectives].join(", "), from(voice.basis)] : MISSING()],
    ["numbers", list(proof.stats.map((/** @type {any} */ { value, label }) => `${value} ${label}`))],
    [
      "rating",
      rating
        ? `${rating.value}${rating.best ? ` of ${rating.best}` : ""}${rating.count ? `, by ${rating.count}` : ""}`
        : MISSING(),
    ],
    [
      "quotes",
      list(
        proof.testimonials.map((/** @type {any} */ { quote, author, company }) =>
          [`“${quote}”`, author, company].filter(Boolean).join(", "),
        ),
      ),
    ],
    ["customers", list(proof.customers)],
  ];
  return h(
    "details",
    null,
    h("summary", null, "All that the page says"),
    h(
      "dl",
      { class: "video-facts small" },
      ...rows.flatMap(([name, value]) => [h("dt", null, name), h("dd", null, value)]),
    ),
  );
}

/** @param {any} site */
function source({ url }) {
  return h("p", { class: "small soft" }, "From ", outward(url));
}
