/** How good it is, as far as that was scored or checked; what was not says so. */

import { h } from "../page/dom.js";
import { list, note, table, titleOf, words } from "./content.js";

/** @type {Record<string, [string, string]>} */
const RESULTS = { pass: ["good", "✓ passed"], fail: ["bad", "× failed"], unknown: ["warn", "? unknown"] };
const PARTS = ["specificity", "actionability", "alignment", "measurability"];

/** @param {number | null} score @param {string | null} band */
export function badge(score, band) {
  if (score === null || !band) return h("span", { class: "badge" }, "not scored");
  const look = band === "needs_work" ? "badge warn" : "badge good";
  return h("span", { class: look }, `${score} of 10, ${words(band).toLowerCase()}`);
}

/** What was said of one section. @param {any} score @param {boolean} outdated */
export function sectionScore(score, outdated) {
  const parts = PARTS.filter((name) => score[name] !== null).map((name) => `${words(name)} ${score[name]}`);
  const flags = [
    score.voice_mismatch && "Not in the founder's voice",
    score.needs_attention && "Needs attention",
    outdated && "Outdated",
  ];
  const badges = flags.map((flag) => flag && h("span", { class: "badge warn" }, flag));
  const own =
    score.founder_words !== null && `${Math.round(100 * score.founder_words)} % of its words are the founder's.`;
  return h(
    "details",
    null,
    h("summary", null, badge(score.overall, score.band), " ", ...badges),
    note(parts.join(" · ")),
    note(own),
    ...["issues", "suggestions", "strengths"].flatMap((name) => said(words(name), score[name])),
  );
}

/** @param {string} name @param {string[]} texts */
const said = (name, texts) => (texts.length ? [h("h4", null, name), list(texts)] : []);

/** The checks of the whole. @param {any} qa */
export function checked(qa) {
  const rows = qa.checks.map((/** @type {any} */ { name, result, score, message, issues, found }) => {
    const [look, word] = RESULTS[result];
    const marks = [h("span", { class: `badge ${look}` }, word), h("strong", null, words(name))];
    const head = h("p", { class: "row" }, ...marks, score === null ? "not scored" : `${score} of 10`);
    return h("li", null, head, note(message, ""), list([...found, ...issues]));
  });
  return [h("ul", { class: "plain-list" }, ...rows), ...said("Recommendations", qa.recommendations)];
}

/** Every section's scores. @param {any} scores */
export function scored({ sections, notes }) {
  const rows = Object.entries(sections).map(([name, score]) => ({
    section: titleOf(name),
    ...Object.fromEntries(PARTS.map((part) => [part, String(score?.[part] ?? "–")])),
    overall: score ? `${score.overall}, ${words(score.band).toLowerCase()}` : "not scored",
  }));
  return [
    table(["section", ...PARTS, "overall"], rows),
    ...notes.map((/** @type {string} */ text) => note(text, "notice warn")),
  ];
}
