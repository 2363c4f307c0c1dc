/** A vision: a document that grows section by section, how good it is, and what a person may have changed. */

import { h, put, set, show } from "../page/dom.js";
import { isClosed } from "../tailrace.js";
import { GROUPS, note, titleOf, words } from "./content.js";
import { badge, checked, scored } from "./quality.js";
import { createSection, gaveUp, OUTDATED, stateOf } from "./section.js";

/** @typedef {import("../fold/types.js").Step} Step */

/** @type {Record<string, string>} */
const MARKS = { there: "✓", "to come": "", "not made": "–", "not written": "–", outdated: "!" };

/**
 * @param {import("../run/context.js").Context} context
 * @returns {import("../run/context.js").KindView}
 */
export function create(context) {
  const [overall, entries, page] = [h("p"), h("ol"), h("div", { class: "document" })];
  const company = h("p", { class: "on-paper" });
  const contents = h("nav", { class: "panel stack", "aria-label": "Contents" }, overall, entries);
  const element = h("div", { class: "vision" }, h("div", { class: "columns" }, contents, page));
  const sections = Object.entries(GROUPS).flatMap(([writer, names]) => {
    const gone = h("p", { class: "soft", hidden: true });
    page.append(h("h2", null, writer === "one_pager" ? "On one page" : words(writer)), gone);
    return names.map((name) => {
      const view = createSection(name, context);
      page.append(view.element);
      return { name, writer, gone, view, enter: entry(entries, titleOf(name), view.heading) };
    });
  });
  page.append(h("h2", null, "Quality"));
  page.prepend(company);
  const ends = ["qa", "scores"].map((name) => createEnd(name, context, page, entries));
  let first = true;

  /** @type {import("../run/context.js").KindView["update"]} */
  function update({ parts, status, steps: all }, events) {
    const closed = isClosed({ status });
    const steps = new Map(all.map((step) => [step.id, step]));
    const may = (/** @type {string} */ name) =>
      closed && context.canControl && !!context.kind?.steps.some((step) => step.name === name && step.repeatable);
    for (const { name, writer, gone, view, enter } of sections) {
      const lost = gaveUp(steps.get(writer));
      put(gone, lost ?? "");
      show(gone, lost);
      const section = parts.sections[name] ?? parts.one_pager;
      const refining = steps.get(`refine:${name}`);
      const step = refining && refining.state !== "completed" ? refining : steps.get(section.step ?? writer);
      const rules = parts.validation.find((/** @type {any} */ { stage }) => stage === name);
      const mayRefine = name !== "one_pager" && name !== "vc_facts" && may("refine");
      const [score, late] = [parts.scores?.sections[name], !!parts.scores?.outdated];
      view.update(section, { closed, mayRefine, mayRepeat: may(name), step, score, late, rules });
      enter(stateOf(section, closed));
    }
    put(company, parts.company);
    for (const end of ends) end(parts, steps, closed, may);
    const { scores } = parts;
    const said = scores || closed ? badge(scores?.overall ?? null, scores?.bands.overall) : "Not scored yet";
    put(overall, said, scores?.outdated && " outdated");
    for (const { type, data } of first ? [] : events) {
      if (type === "section.completed") context.announce(`${titleOf(data.section)} is there`);
    }
    first = false;
  }
  return { element, update };
}

/** A line of the contents. @param {Element} entries @param {string} title @param {HTMLElement} heading where it leads */
function entry(entries, title, heading) {
  const [mark, said] = [h("span", { class: "mark", "aria-hidden": "true" }), h("span", { class: "unseen" })];
  const line = h("li", null, h("button", { class: "plain", onclick: () => heading.focus() }, mark, title, said));
  entries.append(line);
  return (/** @type {string} */ state) => {
    set(line, { "data-state": state });
    put(mark, MARKS[state] ?? "…");
    put(said, `(${state})`);
  };
}

/**
 * What is said of the whole.
 * @param {string} name `qa` or `scores`
 * @param {import("../run/context.js").Context} context
 * @param {Element} page
 * @param {Element} entries
 */
function createEnd(name, context, page, entries) {
  const [title, verb, not] = name === "qa" ? ["Checks", "Check", "Not checked."] : ["Scores", "Score", "Not scored."];
  const heading = h("h3", { tabindex: -1 }, title);
  const body = h("div", { class: "stack" });
  const again = h("button", { onclick: () => context.continueRun({ steps: [name] }) }, `${verb} again`);
  const enter = entry(entries, title, heading);
  page.append(h("section", { class: "panel" }, heading, body));
  /** @type {unknown[]} */
  let before = [];

  /** @param {any} parts @param {Map<string, Step>} steps @param {boolean} closed @param {(name: string) => boolean} may */
  return ({ [name]: made }, steps, closed, may) => {
    const step = steps.get(name);
    const now = [made, made?.outdated, closed, step?.state];
    const state = closed ? "not made" : step?.state === "running" ? "being made" : "to come";
    enter(made?.outdated ? "outdated" : made ? "there" : state);
    if (now.every((value, place) => value === before[place])) return;
    before = now;
    const known = made && made.overall !== null;
    put(
      body,
      !made && !closed && h("div", { class: "ghost" }),
      note(made?.outdated && OUTDATED, "notice warn"),
      note(known ? `${made.overall} of 10 overall` : (made || closed) && `${not} ${step?.error?.message ?? ""}`),
      ...(made ? (name === "qa" ? checked(made) : scored(made)) : []),
      made && (made.outdated || !known) && may(name) && h("div", null, again),
    );
  };
}
