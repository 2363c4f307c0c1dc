/** "Make this again": one step of a closed run once more, with what a person wants changed. */

import { h, put, show } from "../page/dom.js";
import { isClosed } from "../tailrace.js";

/** @typedef {import("./context.js").Context} Context */

/**
 * @param {Context} context
 * @param {string} name the step's, before its colon
 * @param {(step: string) => string} labelOf what the button says, by the step's id
 */
export function createAgain(context, name, labelOf) {
  const may = context.canControl && context.kind?.steps.some((step) => step.name === name && step.repeatable);
  let step = "";
  const summary = h("summary");
  const button = h("button", { class: "primary" });
  const field = h("textarea", { maxlength: 2000, rows: 3 });
  const form = h(
    "form",
    { class: "stack", onsubmit: send },
    h("label", { class: "stack" }, "What should be different (optional)", field),
    h("div", null, button),
  );
  const element = h("details", { class: "again" }, summary, form);

  /** @param {Event} event */
  async function send(event) {
    event.preventDefault();
    const feedback = field.value.trim();
    if (!(await context.continueRun({ steps: [step], ...(feedback && { feedback }) }))) return;
    field.value = "";
    element.open = false;
  }

  /**
   * @param {string} id the step's
   * @param {{ status: string }} run
   * @param {boolean} [there] whether there is what it would make again
   */
  function update(id, run, there = true) {
    if (id !== step) element.open = false;
    step = id;
    put(summary, labelOf(id));
    put(button, labelOf(id));
    show(element, may && there && isClosed(run));
  }

  return { element, update };
}
