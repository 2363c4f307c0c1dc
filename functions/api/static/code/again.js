/** "Make this again": one step of a closed run once more, with what a person wants changed. */

import { h, show } from "../page/dom.js";

/** @typedef {import("../run/context.js").Context} Context */

const OVER = ["completed", "failed", "cancelled"];

/**
 * @param {Context} context
 * @param {string} name the step's, before its colon
 * @param {string} label
 */
export function createAgain(context, name, label) {
  const may = context.canControl && context.kind?.steps.some((step) => step.name === name && step.repeatable);
  let step = "";
  const field = h("textarea", { maxlength: 2000, rows: 3 });
  const form = h(
    "form",
    { class: "stack", onsubmit: send },
    h("label", { class: "stack" }, "What should be different (optional)", field),
    h("div", null, h("button", { class: "primary" }, label)),
  );
  const element = h("details", { class: "again" }, h("summary", null, label), form);

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
   * @param {string} status the run's
   * @param {boolean} [there] whether there is what it would make again
   */
  function update(id, status, there = true) {
    if (id !== step) element.open = false;
    step = id;
    show(element, may && there && OVER.includes(status));
  }

  return { element, update };
}
