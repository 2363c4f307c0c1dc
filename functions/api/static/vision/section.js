/** One section: what it was, what it is and what it is becoming, with what was found and said about it. */

import { h, put, set, show } from "../page/dom.js";
import { note, titleOf, typeset } from "./content.js";
import { growing } from "./markdown.js";
import { sectionScore } from "./quality.js";
import { refineForm, wishOf } from "./refine.js";

/**
 * @typedef {object} Section
 * @property {any} content null until it is there
 * @property {string} draft
 * @property {string} state
 * @property {string | null} feedback
 * @property {{ content: any, at: string | null, feedback: string | null }[]} history
 * @property {boolean} [outdated]
 */
/** @typedef {import("../fold/types.js").Step} Step */
/**
 * `late`: the score is of an earlier version.
 * @typedef {{ closed: boolean, mayRefine: boolean, mayRepeat: boolean, step?: Step, score: any, late: boolean,
 *   rules: any }} Around
 */

export const OUTDATED = "Made from an earlier version of the framework.";

/** @param {Section} section @param {boolean} closed */
export function stateOf({ content, state, outdated }, closed) {
  if (state === "writing") return content === null ? "being written" : "being written anew";
  if (content !== null) return outdated ? "outdated" : "there";
  return closed ? "not written" : "to come";
}

/** @param {string} name @param {import("../run/context.js").Context} context */
export function createSection(name, context) {
  const title = titleOf(name);
  const heading = h("h3", { tabindex: -1 }, title);
  const [notes, written, draft, after] = ["notes", "text", "text draft", "after"].map((look) =>
    h("div", { class: look }),
  );
  const beside = h("div", { class: "beside", "data-section": name }, written, draft);
  const element = h("section", { class: "panel" }, heading, notes, beside, after);
  const refine = refineForm(title, (feedback) => context.continueRun({ steps: [`refine:${name}`], feedback }));
  const again = h("button", { onclick: () => context.continueRun({ steps: [name] }) }, "Write it again");
  const copy = h("button", { onclick: copied }, "Copy as text");
  const grow = growing(draft);
  /** @type {unknown[]} */
  let before = [];

  async function copied() {
    if (await context.act("Copying", () => navigator.clipboard.writeText(String(before[0])))) put(copy, "Copied");
  }

  /** @param {Section} section @param {Around} around */
  function update(section, around) {
    const { content, draft: text, feedback, history, outdated } = section;
    const state = stateOf(section, around.closed);
    grow(text);
    show(draft, text);
    const now = [content, state, feedback, ...Object.values(around), around.step?.state, around.step?.given_up.length];
    if (now.every((value, place) => value === before[place])) return;
    const there = content !== null;
    if (content !== before[0]) {
      put(written, ...(there ? typeset(name, content) : []));
      if (before.length) element.classList.add("fresh");
    }
    before = now;
    show(written, there);
    set(element, { "data-state": state });
    put(notes, ...said(section, around));
    put(
      after,
      around.score && sectionScore(around.score, around.late),
      history.length > 0 && earlier(name, history),
      there && around.mayRefine && refine,
      there && name === "one_pager" && copy,
      outdated && around.mayRepeat && again,
    );
  }
  return { element, heading, update };
}

/** @param {Step | undefined} step */
export function gaveUp(step) {
  const gone = step?.given_up.join(" and ");
  return gone && `${gone} gave up${step?.state === "completed" ? `; ${step.provider} took over` : ""}.`;
}

/** @param {Section} section @param {Around} around */
function said({ content, feedback, draft, outdated }, { closed, step, rules }) {
  const failed = step?.state === "failed" && (step.error?.message ?? "the step failed");
  const missing = content === null && !draft;
  return [
    note(step?.id.startsWith("refine:") && gaveUp(step)),
    note(outdated && OUTDATED, "notice warn"),
    note(feedback && `Wanted${closed ? ", and not done yet" : ""}: ${wishOf(feedback)}`, "notice"),
    note(failed && `Not ${missing ? "written" : "changed"}: ${failed}`, "notice bad"),
    ...(rules?.findings ?? []).map((/** @type {any} */ { message }) =>
      note(message, rules.result === "fail" ? "notice warn" : "soft"),
    ),
    note(missing && closed && !failed && "Not written."),
    ...(missing && !closed ? [1, 2, 3].map(() => h("div", { class: "ghost" })) : []),
  ];
}

/** @param {string} name @param {Section["history"]} history */
function earlier(name, history) {
  const versions = history.map(({ content, at, feedback }) => {
    const when = `${new Date(at ?? 0).toLocaleString()}${feedback ? `, then wanted: ${wishOf(feedback)}` : ""}`;
    return h("li", null, note(when), ...typeset(name, content));
  });
  const title = `${versions.length} earlier ${versions.length === 1 ? "version" : "versions"}`;
  return h("details", null, h("summary", null, title), h("ul", { class: "plain-list" }, ...versions.reverse()));
}
