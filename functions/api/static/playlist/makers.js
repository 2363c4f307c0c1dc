/** Whose lists the set comes from, how far each is, and what came of the request's wishes. */

import { h, keyed, put, set, show } from "../page/dom.js";
import { plural, providerName } from "../page/words.js";
import { isClosed } from "../tailrace.js";
import { progress, worded } from "./track.js";

/** @import { Check } from "./types.js" */

/** @typedef {import("../fold/types.js").Snapshot} Snapshot */

/** @param {HTMLElement} list @param {Snapshot} snapshot */
export function makers(list, snapshot) {
  const { parts, status, expected } = snapshot;
  keyed(
    list,
    Object.keys(parts.providers),
    (name) => name,
    (name) => maker(name),
  );

  for (const item of /** @type {HTMLCollectionOf<HTMLElement>} */ (list.children)) {
    const name = item.dataset.provider ?? "";
    const known = parts.providers[name];
    const text = /** @type {HTMLElement} */ (item.querySelector("p"));
    const said = progress(name, known, snapshot);
    item.dataset.state = known.state === "running" && isClosed({ status }) ? "stopped" : known.state;
    set(item, { style: { "--energy": `${(100 * known.tracks.length) / expected.parts}%` } });
    show(/** @type {HTMLElement} */ (item.querySelector(".badge")), parts.primary === name);
    put(text, said);
    set(text, { title: known.state === "failed" ? said : null });
  }
}

/** @param {string} name */
function maker(name) {
  const primary = h("span", { class: "badge good" }, "Primary");
  const who = h("div", { class: "row" }, h("span", { class: "dot" }), h("b", null, providerName(name)), primary);
  const element = h(
    "li",
    { class: `panel ${name}`, "data-provider": name },
    who,
    h("p", { class: "small soft" }),
    h("span", { class: "bar" }),
  );
  return { element };
}

/** @type {[string, string, string, string][]} */
const RESULTS = [
  ["fail", "bad", "Fails", "failed"],
  ["unknown", "", "Unknown", "unknown"],
  ["pass", "good", "Passes", "passed"],
];

/**
 * @param {HTMLElement} element
 * @param {Snapshot} snapshot whose run was completed
 * @param {Record<string, { title?: string }>} fields of the input
 */
export function checks(element, { summary, parts }, fields) {
  /** @type {Check[]} */
  const found = summary.checks[summary.primary] ?? [];
  const swaps = parts.tracks.filter((/** @type {any} */ { provider }) => provider !== summary.primary).length;
  const counts = RESULTS.map(
    ([result, , , word]) => `${found.filter((check) => check.result === result).length} ${word}`,
  );
  const items = RESULTS.map(([result, tone, word]) =>
    found
      .filter((check) => check.result === result)
      .map(({ name, message }) =>
        h(
          "li",
          null,
          h("span", { class: `badge ${tone}` }, word),
          h("b", null, fields[name]?.title ?? worded(name)),
          h("span", { class: "soft" }, message),
        ),
      ),
  );
  const since = swaps
    ? ` In the set there ${swaps === 1 ? "is" : "are"} now ${plural(swaps, "track")} of other lists.`
    : "";
  const fails = items[0].length ? "" : "Nothing fails: ";
  put(
    element,
    h("h2", null, "What was asked for"),
    h("p", { class: "small soft" }, `Checked on ${providerName(summary.primary)}'s list as it was made.${since}`),
    h("ul", null, items[0]),
    h("details", null, h("summary", null, fails + counts.slice(1).join(", ")), h("ul", null, items[1], items[2])),
  );
}
