/** What the page says of a run that did not go as it should: what went wrong, what is kept, and how it goes on. */

import { h } from "../page/dom.js";
import { icon } from "../page/icons.js";
import { dollars, plural, providerName } from "../page/words.js";
import { once } from "./actions.js";
import { STEP_WORDS } from "./steps.js";
import { isOpen, kept, stateOf } from "./words.js";

/** @typedef {import("./context.js").Snapshot} Snapshot */
/** @typedef {import("../fold/types.js").RunError} RunError */
/** @typedef {import("./context.js").Context["continueRun"]} ContinueRun */

/**
 * @param {Snapshot} snapshot
 * @param {ContinueRun | null} continueRun null for who may only read
 * @returns {HTMLElement | null}
 */
export function outcome(snapshot, continueRun) {
  if (isOpen(snapshot)) return stepsThatFailed(snapshot);
  const state = stateOf(snapshot);
  if (state === "failed") return failed(snapshot, continueRun);
  if (state === "cancelled") return cancelled(snapshot, continueRun);
  return state === "degraded" ? degraded(snapshot, continueRun) : null;
}

/** While it runs: a step that will not be tried again. @param {Snapshot} snapshot */
function stepsThatFailed(snapshot) {
  const [step] = snapshot.steps.filter((one) => one.state === "failed");
  if (!step) return null;
  const why = step.error?.message ?? "No reason is known.";
  const rest = h("p", null, "The rest of the run goes on.");
  return notice("warn", "failed", `The step “${step.label}” failed`, [h("p", null, why), rest]);
}

/** @param {Snapshot} snapshot @param {ContinueRun | null} continueRun */
function failed(snapshot, continueRun) {
  const { errors } = snapshot;
  const main = errors.find((error) => error.step && error.code !== "unfinished") ?? errors[0];
  const title = main?.step ? `The step “${labelOf(snapshot, main.step)}” failed` : "The run failed";
  const more = errors.length > 1 ? details(snapshot) : null;
  const body = [h("p", null, main?.message ?? "No reason is known."), h("p", null, kept(snapshot)), more];
  return notice("bad", "failed", title, [...body, continueRun && goOn(snapshot, continueRun)]);
}

/** @param {Snapshot} snapshot */
function details(snapshot) {
  const items = snapshot.errors.map((error) => {
    const who = [error.step && labelOf(snapshot, error.step), error.provider && providerName(error.provider)];
    return h("li", null, h("b", null, [...who, error.code].filter(Boolean).join(" · ")), h("br"), error.message);
  });
  const summary = h("summary", null, `All that went wrong: ${plural(items.length, "error")}`);
  return h("details", { class: "small" }, summary, h("ul", null, ...items));
}

/** @param {Snapshot} snapshot @param {ContinueRun | null} continueRun */
function cancelled(snapshot, continueRun) {
  const held = snapshot.budget.held_usd;
  const cost = held ? ` Calls that were closed may have cost up to ${dollars(held)}.` : "";
  const body = h("p", null, `${kept(snapshot)}${cost}`);
  return notice("", "cancelled", "The run was cancelled", [body, continueRun && goOn(snapshot, continueRun)]);
}

/** @param {Snapshot} snapshot @param {ContinueRun | null} continueRun */
function degraded(snapshot, continueRun) {
  const named = snapshot.degraded.map((id) => snapshot.steps.find((step) => step.id === id) ?? id);
  const items = named.map((step) => h("li", null, typeof step === "string" ? step : whyDegraded(step)));
  // What another provider completed stays as it is.
  const helps = named.some((step) => typeof step !== "string" && !(step.state === "completed" && step.given_up.length));
  const body = h("ul", null, ...items);
  return notice("warn", "degraded", "Done, but not everything is as it should be", [
    body,
    continueRun && helps && goOn(snapshot, continueRun),
  ]);
}

/** @param {import("./words.js").Step} step */
function whyDegraded({ label, state, error, provider, given_up: out }) {
  if (state !== "completed") return `${label}: ${STEP_WORDS[state]}. ${(state === "failed" && error?.message) || ""}`;
  const before = [...new Set(out)].map(providerName).join(" and ");
  if (before) return `${label}: ${providerName(provider ?? "another provider")} took over from ${before}.`;
  return `${label}: done, with something that is not in order.`;
}

/** @param {Snapshot} snapshot @param {ContinueRun} continueRun */
function goOn(snapshot, continueRun) {
  const { budget, errors, usage } = snapshot;
  const button = h("button", { class: "primary" }, "Continue");
  const text = h("span", { class: "small" }, "Only what is missing is made.");
  const form = h("form", { class: "row" });
  const max = errors.some((error) => error.code === "budget_exceeded") ? budget.max_cost_usd : null;
  const field = h("input", {
    id: "run-limit",
    type: "number",
    step: "any",
    min: 0,
    required: true,
  });
  if (max !== null) {
    field.value = String(Number((Math.max(max, usage.cost_usd + budget.held_usd) * 2).toPrecision(2)));
    form.append(h("label", { for: "run-limit" }, "New limit in dollars"), field);
  }
  form.append(button, text);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void once(button, () => continueRun(max === null ? {} : { max_cost_usd: field.valueAsNumber }));
  });
  return form;
}

/** @param {Snapshot} snapshot @param {string} id */
function labelOf(snapshot, id) {
  return snapshot.steps.find((step) => step.id === id)?.label ?? id;
}

/** @param {string} tone @param {string} state @param {string} title @param {(HTMLElement | null | false)[]} body */
function notice(tone, state, title, body) {
  const heading = h("h2", { class: "row" }, icon(state), title);
  return h("section", { class: `notice stack run-outcome ${tone}` }, heading, ...body);
}
