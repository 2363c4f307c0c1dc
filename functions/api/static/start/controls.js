/** What a form is made of: for each shape the control that fits it, and those that hold others. */

import { h, put, set } from "../page/dom.js";
import { choices, fieldset, say, select, slider, tick, typed } from "./fields.js";
import { blank, isSaid, isSlider, spoken } from "./schema.js";

/** @typedef {import("./schema.js").Shape} Shape */
/** @typedef {import("./schema.js").Raw} Raw */
/** @typedef {import("../page/dom.js").Child} Child */
/** @typedef {import("./fields.js").Control} Control */

/** @type {WeakMap<Element, Control>} by their elements */
export const controlOf = new WeakMap();

/**
 * @param {Shape} shape
 * @param {Child} label
 * @returns {Control}
 */
function controlFor(shape, label) {
  const control = drawn(shape, label);
  controlOf.set(control.element, control);
  return control;
}

/**
 * @param {Shape} shape
 * @param {Child} label
 */
function drawn(shape, label) {
  if (shape.properties) return object(shape, label);
  if (shape.type === "array") return shape.items?.enum ? choices(shape, label, "checkbox") : list(shape, label);
  if (shape.type === "boolean") return tick(shape, label);
  if (isSlider(shape)) return slider(shape, label);
  if (shape.enum)
    return shape.enum.length > 4 || shape.nullable ? select(shape, label) : choices(shape, label, "radio");
  return typed(shape, label);
}

/**
 * @param {Shape} shape
 * @param {Child} label
 * @returns {Control}
 */
function object(shape, label) {
  const controls = fieldsOf(shape);
  const elements = [...controls.values()].map((control) => control.element);
  const { error, element } = fieldset(shape, label, [h("div", { class: "fields" }, ...elements)]);
  element.classList.add("wide", "group");
  return { element, say: (message) => say(error, message, []), ...joined(controls) };
}

/**
 * @param {Shape} shape an object
 * @returns {Map<string, Control>}
 */
export function fieldsOf(shape) {
  const entries = Object.entries(shape.properties ?? {});
  return new Map(
    entries.map(([name, property]) => {
      // An address may be long, and still is one line.
      const shape = name.endsWith("url") ? { format: "link", ...property } : property;
      return [name, controlFor(shape, property.title ?? spoken(name))];
    }),
  );
}

/**
 * What controls of an object have in common with one.
 * @param {Map<string, Control>} controls
 */
export function joined(controls) {
  return {
    read: () => Object.fromEntries([...controls].map(([name, control]) => [name, control.read()])),
    write: (/** @type {Raw} */ raw) => {
      for (const [name, control] of controls) control.write(raw[name]);
    },
    target: () => [...controls.values()][0]?.target() ?? null,
    child: (/** @type {string} */ name) => controls.get(name),
  };
}

/**
 * As many as are added.
 * @param {Shape} shape
 * @param {Child} label
 * @returns {Control}
 */
function list(shape, label) {
  const items = /** @type {Shape} */ (shape.items);
  /** @type {{ control: Control, element: HTMLElement, number: (n: number) => void }[]} */
  let entries = [];
  const body = h("div", { class: "entries" });
  const add = h("button", { type: "button", class: "add", onclick: () => added(blank(items), true) }, "Add");
  set(add, { "aria-label": `Add to ${shape.title ?? "the list"}` });
  const { error, element } = fieldset(shape, label, [body, add]);
  element.classList.add("wide");

  /**
   * @param {Raw} raw
   * @param {boolean} byPerson
   */
  function added(raw, byPerson) {
    const name = h("span", { class: items.properties ? null : "unseen" });
    const control = controlFor(items, name);
    const remove = h("button", { type: "button", class: "plain" }, "Remove");
    const entry = {
      control,
      element: h("div", { class: "entry" }, control.element, remove),
      number(/** @type {number} */ place) {
        put(name, `${shape.title ?? "Entry"} ${place}`);
        set(remove, { "aria-label": `Remove ${shape.title ?? "entry"} ${place}` });
      },
    };
    remove.onclick = () => {
      entries = entries.filter((other) => other !== entry);
      entry.element.remove();
      changed();
      (entries.at(-1)?.control.target() ?? add).focus();
    };
    control.write(raw);
    entries.push(entry);
    body.append(entry.element);
    changed();
    if (byPerson) control.target()?.focus();
  }

  function changed() {
    for (const [place, entry] of entries.entries()) entry.number(place + 1);
    add.disabled = entries.length >= (shape.maxItems ?? Infinity);
    element.dispatchEvent(new Event("input", { bubbles: true }));
  }

  // Enter in a line begins the next one, rather than the run.
  body.addEventListener("keydown", (event) => {
    const inLine = event.target instanceof HTMLInputElement && event.target.type === "text";
    if (event.key !== "Enter" || !inLine || event.isComposing) return;
    event.preventDefault();
    if (!items.properties && event.target.value && !add.disabled) add.click();
  });

  return {
    element,
    read: () => entries.map(({ control }) => control.read()),
    write: (raw) => {
      body.replaceChildren();
      entries = [];
      for (const item of raw) added(item, false);
      changed();
    },
    say: (message) => say(error, message, []),
    target: () => entries[0]?.control.target() ?? add,
    // What says nothing is not sent, so it does not count.
    child: (place) => entries.map((entry) => entry.control).filter((each) => isSaid(shape, each.read()))[Number(place)],
  };
}
