/** The controls for one thing: what is typed, chosen, ticked or slid; and what is said beside them. */

import { h, put, set, show } from "../page/dom.js";
import { isNumber, isSlider, spoken } from "./schema.js";

/** @typedef {import("./schema.js").Shape} Shape */
/** @typedef {import("./schema.js").Raw} Raw */
/** @typedef {import("../page/dom.js").Child} Child */

/**
 * @typedef {object} Control
 * @property {HTMLElement} element
 * @property {() => Raw} read
 * @property {(raw: Raw) => void} write
 * @property {(message: string | null) => void} say what is wrong; null: nothing
 * @property {() => HTMLElement | null} target what takes the focus
 * @property {(name: string) => Control | undefined} [child]
 */

/** @type {Record<string, string>} */
const TYPES = { uri: "url", link: "text", email: "email", date: "date", time: "time" };
let ids = 0;

/** @param {Shape} shape */
function help(shape) {
  // Names of fields are written `so` in descriptions.
  const texts = (shape.description ?? "").split("`").map((text, place) => (place % 2 ? h("code", null, text) : text));
  const id = `f${++ids}`;
  const error = h("p", { class: "wrong small", id: `${id}e`, hidden: true });
  const hint = h("p", { class: "hint small soft", id: `${id}h`, hidden: !shape.description }, ...texts);
  return { id, error, hint, describedby: `${id}e ${id}h` };
}

/**
 * @param {Shape} shape
 * @param {Child} label
 */
function caption(shape, label) {
  const mayMiss = shape.needed && !shape.properties && !isSlider(shape);
  return [h("span", null, label), mayMiss && h("span", { class: "small soft" }, " needed")];
}

/**
 * @param {Shape} shape
 * @param {Child} label
 * @param {HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement} input
 * @param {Partial<Control>} [own]
 * @param {Child} [beside]
 * @returns {Control}
 */
function single(shape, label, input, own, beside) {
  const { id, error, hint, describedby } = help(shape);
  set(input, { id, name: id, "aria-describedby": describedby, "aria-required": shape.needed || null });
  const head = h("div", { class: "head" }, h("label", { for: id }, caption(shape, label)), beside);
  return {
    element: h("div", { class: "field" }, head, input, error, hint),
    read: () => input.value,
    write: (raw) => {
      input.value = raw;
    },
    say: (message) => say(error, message, [input]),
    target: () => input,
    ...own,
  };
}

/**
 * @param {HTMLElement} error
 * @param {string | null} message
 * @param {Iterable<HTMLElement>} wrong
 */
export function say(error, message, wrong) {
  put(error, message ?? "");
  show(error, message);
  for (const element of wrong) set(element, { "aria-invalid": message ? "true" : null });
}

/**
 * @param {Shape} shape
 * @param {Child} label
 */
export function typed(shape, label) {
  const placeholder = shape.default ?? null;
  if (shape.maxLength > 200 && !TYPES[shape.format]) {
    return wide(single(shape, label, h("textarea", { rows: shape.maxLength > 1500 ? 4 : 2, placeholder })));
  }
  if (!isNumber(shape)) {
    return single(shape, label, h("input", { type: TYPES[shape.format] ?? "text", placeholder, autocomplete: "off" }));
  }
  const { minimum: min, maximum: max, multipleOf } = shape;
  const step = multipleOf ?? (shape.type === "integer" ? 1 : "any");
  const input = h("input", { type: "number", min, max, step, placeholder, class: "number" });
  // Of what is no number, a browser gives nothing.
  return single(shape, label, input, { read: () => (input.validity.badInput ? "NaN" : input.value) });
}

/**
 * @param {Shape} shape
 * @param {Child} label
 */
export function slider(shape, label) {
  const { minimum: min, maximum: max } = shape;
  const input = h("input", { type: "range", min, max, step: 1 });
  const value = h("output", { class: "number small" });
  const tell = () => put(value, input.value);
  input.addEventListener("input", tell);
  /** @param {Raw} raw */
  const write = (raw) => {
    input.value = raw;
    tell();
  };
  return single(shape, label, input, { write }, value);
}

/**
 * @param {Shape} shape
 * @param {Child} label
 */
export function select(shape, label) {
  const options = (shape.enum ?? []).map((choice) => h("option", { value: String(choice) }, spoken(choice)));
  const nothing = (shape.nullable || shape.default === undefined) && h("option", { value: "" }, "not set");
  return single(shape, label, h("select", null, nothing, ...options));
}

/**
 * @param {Shape} shape
 * @param {Child} label
 */
export function tick(shape, label) {
  const input = h("input", { type: "checkbox" });
  const own = {
    read: () => input.checked,
    write: (/** @type {Raw} */ raw) => {
      input.checked = raw;
    },
  };
  const control = single(shape, label, input, own);
  control.element.classList.add("tick");
  return control;
}

/**
 * @param {Shape} shape
 * @param {Child} label
 * @param {(Child | Child[])[]} content
 * @param {Record<string, unknown>} [properties]
 */
export function fieldset(shape, label, content, properties) {
  const { error, hint, describedby } = help(shape);
  const legend = h("legend", null, caption(shape, label));
  const all = { class: "field", "aria-describedby": describedby, ...properties };
  // What is said of several controls is read before them.
  const [above, below] = shape.properties ? [hint, null] : [null, hint];
  return { error, element: h("fieldset", all, legend, above, ...content, error, below) };
}

/**
 * One of a few (radio) or any of them (checkbox).
 * @param {Shape} shape
 * @param {Child} label
 * @param {"radio" | "checkbox"} type
 * @returns {Control}
 */
export function choices(shape, label, type) {
  const one = type === "radio";
  const name = `c${++ids}`;
  const values = (one ? shape : shape.items)?.enum?.map(String) ?? [];
  const inputs = values.map((value) => h("input", { type, name, value }));
  const chips = inputs.map((input) => h("label", { class: "chip" }, input, spoken(input.value)));
  const role = one ? { role: "radiogroup", "aria-required": shape.needed || null } : {};
  const { error, element } = fieldset(shape, label, [h("div", { class: "chips" }, ...chips)], role);
  if (values.length > 6) element.classList.add("wide");
  const chosen = () => inputs.filter((input) => input.checked).map((input) => input.value);
  return {
    element,
    read: () => (one ? (chosen()[0] ?? "") : chosen()),
    write: (raw) => {
      for (const input of inputs) input.checked = one ? raw === input.value : raw.map(String).includes(input.value);
    },
    say: (message) => say(error, message, one ? [element] : inputs),
    target: () => inputs.find((input) => input.checked) ?? inputs[0],
  };
}

/** @param {Control} control */
function wide(control) {
  control.element.classList.add("wide");
  return control;
}
