/** The steps of a run: state, attempt, time, whom they ask, what they say. */

import { h, keyed, put, set, show } from "../page/dom.js";
import { icon } from "../page/icons.js";
import { duration } from "../page/words.js";
import { groups, notes, STEP_WORDS } from "./steps.js";
import { says } from "./words.js";

/** @typedef {import("./words.js").Step} Step */
/** @typedef {import("./steps.js").Group} Group */

export function stepper() {
  const list = h("ul", { class: "run-steps" });
  const done = h("span", { class: "soft small number" });
  const element = h("details", { class: "panel" }, h("summary", null, h("h2", null, "Steps"), done), list);
  let clock = 0;
  /** @param {Group} group @returns {import("../page/dom.js").Row<Group>} */
  const create = (group) => (group.single ? single(group.steps[0], () => clock) : many(() => clock));
  return {
    element,
    /** @param {readonly Step[]} steps @param {number} time */
    update(steps, time) {
      clock = time;
      put(done, `${steps.filter((step) => step.state === "completed").length} of ${steps.length}`);
      keyed(list, groups(steps), (group) => `${group.key} ${group.single}`, create);
    },
  };
}

/** A group of one is its step. @param {Step} first @param {() => number} clock */
function single(first, clock) {
  const row = line(first, clock);
  /** @param {Group} group */
  const update = (group) => row.update(group.steps[0]);
  return { element: row.element, update };
}

/** @param {() => number} clock */
function many(clock) {
  const sign = h("span");
  const label = h("span", { class: "run-step-label" });
  const said = h("span", { class: "small soft number" });
  const list = h("ul", { class: "run-steps" });
  const details = h("details", null, h("summary", null, sign, label, " ", said), list);
  /** @type {Group | null} */
  let group = null;
  let state = "";
  let failed = 0;
  function fill() {
    if (details.open && group)
      keyed(
        list,
        group.steps,
        (step) => step.id,
        (step) => line(step, clock),
      );
  }
  details.addEventListener("toggle", fill);
  /** @param {Group} newest */
  function update(newest) {
    group = newest;
    if (state !== newest.state) {
      state = newest.state;
      put(sign, icon(state));
    }
    put(label, newest.label);
    const wrong = newest.steps.filter((step) => step.state === "failed").length;
    put(said, `${newest.done}/${newest.steps.length}${wrong ? ` · ${wrong} failed` : ""}`);
    // What went wrong is not to be looked for.
    if (wrong > failed) details.open = true;
    failed = wrong;
    fill();
  }
  return { element: h("li", null, details), update };
}

/** @param {Step} first @param {() => number} clock */
function line(first, clock) {
  const sign = h("span");
  const label = h("span", { class: "run-step-label" });
  const dot = h("span");
  const facts = h("p", { class: "small soft number" });
  const message = h("p", { class: "small soft" });
  const trouble = h("p", { class: "small run-trouble" });
  const asks = h("span");
  const who = h("p", { class: "small soft" }, dot, asks);
  const element = h("li", { "data-step": first.id }, sign, h("div", null, label, facts, who, message, trouble));
  let state = "";
  /** @param {Step} step */
  function update(step) {
    if (state !== step.state) {
      state = step.state;
      put(sign, icon(state));
      set(element, { "data-state": state });
    }
    put(label, step.label);
    set(dot, { class: `dot ${step.provider ?? ""}` });
    put(asks, [step.provider, step.model].filter(Boolean).join(" · "));
    show(who, step.provider);
    put(facts, [STEP_WORDS[state], took(step, clock()), ...notes(step)].filter(Boolean).join(" · "));
    const said = state === "running" ? says(step) : null;
    put(message, said ?? "");
    show(message, said);
    put(trouble, step.error?.message ?? "");
    show(trouble, step.error && state !== "completed");
  }
  return { element, update };
}

/** @param {Step} step @param {number} clock */
function took(step, clock) {
  if (step.duration_ms !== null) return duration(step.duration_ms);
  if (step.state !== "running" || !step.started_at) return "";
  return duration(Math.floor(Math.max(0, clock - Date.parse(step.started_at)) / 1000) * 1000).replace(".0", "");
}
