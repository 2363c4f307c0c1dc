/** Each section as a person reads it, and what it is called. */

import { h } from "../page/dom.js";
import { nodes, parse } from "./markdown.js";

/** What is written, by the step that writes it. */
export const GROUPS = {
  brief: ["founder_brief", "vc_summary", "vc_facts"],
  framework: ["vision", "strategy", "operating_principles", "near_term_bets", "metrics", "tensions"],
  one_pager: ["one_pager"],
};
/** @type {Record<string, string>} */
const TITLES = {
  vc_summary: "Summary for investors",
  vc_facts: "Facts for investors",
  near_term_bets: "Near-term bets",
  one_pager: "One-pager",
};
/** @type {Record<string, string[]>} */
const COLUMNS = { near_term_bets: ["bet", "owner", "horizon", "measure"], metrics: ["name", "target", "cadence"] };

/** @param {string} name as `near_term_bets` */
export const words = (name) => name.charAt(0).toUpperCase() + name.slice(1).replaceAll("_", " ");

/** @param {string} name of a section */
export const titleOf = (name) => TITLES[name] ?? words(name);

/** A line of text, where there is one. @param {string | false | null | undefined} text */
export const note = (text, look = "soft") => text && h("p", { class: look }, text);

/** @param {string[]} texts */
export const list = (texts) => texts.length > 0 && h("ul", null, ...texts.map((text) => h("li", null, text)));

/** @param {string[]} columns @param {Record<string, string>[]} rows */
export function table(columns, rows) {
  const head = columns.map((name) => h("th", { scope: "col" }, words(name)));
  const lines = rows.map((row) => columns.map((name) => h("td", { "data-name": words(name) }, row[name])));
  const body = lines.map((cells) => h("tr", null, ...cells));
  return h("table", null, h("thead", null, h("tr", null, ...head)), h("tbody", null, ...body));
}

/** @param {string} name of the section @param {any} content @returns {import("../page/dom.js").Child[]} */
export function typeset(name, content) {
  if (typeof content === "string") return nodes(parse(content));
  if (name === "vc_facts") return [facts(content)];
  return [COLUMNS[name] && content.length ? table(COLUMNS[name], content) : list(content) || note("None.")];
}

/** What the founder did not tell is said to be missing. @param {any} all */
function facts(all) {
  const { traction, ask, risks, runway } = all;
  const joined = (/** @type {(string | null)[]} */ ...texts) => texts.filter(Boolean).join(", ");
  const months =
    runway.months !== null && `${runway.months} months, ${runway.source === "stated" ? "as stated" : "cash by burn"}`;
  const rows = [
    ...["what", "why_now", "market", "business_model", "go_to_market", "team", "differentiators"].map((name) => [
      words(name),
      all[name],
    ]),
    ["Traction", traction.map((/** @type {any} */ { metric, value, timeframe }) => joined(metric, value, timeframe))],
    ["Ask", joined(ask.amount, ...ask.uses)],
    ["Risks", risks.map((/** @type {any} */ item) => `${item.risk}. Against it: ${item.mitigation ?? "not told"}`)],
    ["Next six months", all.kpis],
    ["Runway", months],
  ];
  const said = (/** @type {any} */ value) => (Array.isArray(value) ? list(value) : value) || note("not told");
  return h(
    "dl",
    { class: "told" },
    ...rows.flatMap(([name, value]) => [h("dt", null, name), h("dd", null, said(value))]),
  );
}
