/** The form of one kind: what to make, beside how it will be made, and the start. */

import { h } from "../page/dom.js";
import { draftOf, keepDraft, withWords } from "./drafts.js";
import { formOf } from "./form.js";
import { glyph, looksOf } from "./looks.js";
import { shapeOf } from "./schema.js";
import { sender } from "./sending.js";

/** @typedef {import("../page/app.js").App} App */
/** @typedef {import("../run/context.js").KindInfo} KindInfo */
/** @typedef {import("./form.js").Form} Form */

// Longer than this, a form does not wait for the names of the providers.
const PATIENCE_MS = 1500;

/**
 * @param {App} app
 * @param {KindInfo[]} kinds
 * @param {KindInfo} kind
 */
export async function making(app, kinds, kind) {
  const { name, input_schema: schema } = kind;
  const names = await providers(app);
  const form = formOf(shapeOf(schema, schema, true), shapeOf(optionsOf(names)));
  begin(form, name);
  const { button, notice, send } = sender(app, name, form, names.length);
  const submit = (/** @type {Event} */ event) => {
    event.preventDefault();
    void send();
  };
  const aside = h("div", { class: "panel how" }, how(kind), form.options, notice, button);
  const element = h("form", { novalidate: true, onsubmit: submit }, h("div", { class: "panel" }, form.element), aside);
  form.watch(element);
  element.addEventListener("input", () => keepDraft(name, { raw: form.raw() }));
  const title = h("div", { class: "title" }, glyph(name), h("h1", null, kind.title));
  const intro = h("p", { class: "soft" }, kind.description);
  return h(
    "div",
    { class: "making", "data-kind": name },
    among(kinds, name),
    title,
    intro,
    fillings(app, kind, form),
    element,
  );
}

/**
 * Put into a form what was typed before.
 * @param {Form} form
 * @param {string} kind
 */
function begin(form, kind) {
  const { raw, brought } = draftOf(kind);
  form.fill();
  try {
    if (raw) form.restore(raw);
  } catch {
    // Of a form that was another then.
    form.fill();
  }
  if (!brought) return;
  form.restore(withWords(kind, form.raw(), brought));
  form.open(["input", ...looksOf(kind).main]);
  keepDraft(kind, { raw: form.raw(), brought: null });
}

/**
 * The names of the providers that may be asked; none if that is not known.
 * @param {App} app
 * @returns {Promise<string[]>}
 */
async function providers({ client }) {
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE_MS, null));
  const health = await Promise.race([client.health().catch(() => null), late]);
  const known = Object.entries(/** @type {any} */ (health)?.providers ?? {});
  return known.filter(([, { state }]) => state !== "not_configured").map(([name]) => name);
}

/** @param {string[]} names */
function optionsOf(names) {
  const limit =
    "In US dollars, at list prices: no model call begins that could cost more than is left. Empty: no limit.";
  const asked = {
    type: "array",
    title: "Providers",
    description: "Who may be asked.",
    items: { enum: names },
    default: names,
    minItems: 1,
  };
  const most = { type: "number", title: "Spend at most $", description: limit, exclusiveMinimum: 0, maximum: 1000 };
  return { properties: { ...(names.length ? { providers: asked } : {}), max_cost_usd: most } };
}

/** @param {KindInfo} kind */
function how(kind) {
  const steps = kind.steps.filter((step) => !step.on_request).map((step) => h("li", null, step.description));
  return [h("h2", null, "How it is made"), h("ol", { class: "steps small" }, ...steps)];
}

/**
 * @param {KindInfo[]} kinds
 * @param {string} here
 */
function among(kinds, here) {
  const links = kinds.map(({ name, title }) => {
    const at = {
      href: `/?kind=${name}`,
      "data-route": true,
      "data-kind": name,
      "aria-current": name === here && "page",
    };
    return h("a", { ...at, "aria-current": name === here ? "page" : null }, glyph(name), title);
  });
  return h("nav", { "aria-label": "Kinds", class: "among" }, ...links);
}

/**
 * What fills the form at once.
 * @param {App} app
 * @param {KindInfo} kind
 * @param {Form} form
 */
function fillings(app, kind, form) {
  /**
   * @param {string} text
   * @param {string} said
   * @param {unknown} [input]
   */
  const filling = (text, said, input) => {
    const fill = () => {
      form.fill({ input });
      keepDraft(kind.name, { raw: form.raw() });
      app.announce(said);
    };
    return h("button", { type: "button", class: "small", onclick: fill }, text);
  };
  /** @type {any[]} */
  const examples = kind.input_schema.examples ?? [];
  const each = examples.map((example, place) => {
    const text = examples.length > 1 ? `Use example ${place + 1}` : "Use the example";
    return filling(text, "The form holds the example.", example);
  });
  const defaults = filling("Start again with defaults", "The form holds its defaults.");
  return h("div", { class: "row" }, ...each, defaults);
}
