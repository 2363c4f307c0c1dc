/** The form of a request, drawn from the shapes of its input and its options. */

import { h, put, show } from "../page/dom.js";
import { controlOf, fieldsOf, joined } from "./controls.js";
import { fromRaw, ranked, toRaw } from "./schema.js";
import { problems } from "./validate.js";

/** @typedef {import("./schema.js").Shape} Shape */
/** @typedef {import("./controls.js").Control} Control */
/** @typedef {import("./validate.js").Problem} Problem */

/** @typedef {ReturnType<typeof formOf>} Form */

/**
 * Paths in it begin with `input` or `options`, as those of the server's complaints do.
 * @param {Shape} input
 * @param {Shape} options
 */
export function formOf(input, options) {
  /** @type {Shape} */
  const shape = { properties: { input, options }, needed: true, nullable: false };
  const fields = { input: fieldsOf(input), options: fieldsOf(options) };
  const halves = Object.entries(fields).map(([name, controls]) => [name, joined(controls)]);
  const root = joined(/** @type {any} */ (new Map(/** @type {any} */ (halves))));
  const summary = h("div", { class: "notice bad", tabindex: "-1", hidden: true });
  const more = folded(input, fields.input);
  const element = h("div", { class: "sheet" }, summary, grid(ranked(input).first, fields.input), ...more.elements);
  /** @type {Set<Control>} */
  const told = new Set();

  /**
   * The control that a path leads to, or comes nearest to.
   * @param {string[]} path
   * @returns {Control | null}
   */
  function at(path) {
    let place = /** @type {Control} */ (/** @type {unknown} */ (root));
    for (const name of path) place = place.child?.(name) ?? place;
    return place.element ? place : null;
  }

  /**
   * Say what is wrong where it is, and go to the first of it.
   * @param {Problem[]} found
   */
  function tell(found) {
    for (const control of told) control.say(null);
    told.clear();
    const loose = found.filter(({ path }) => !at(path));
    put(summary, ...loose.map(({ message }) => h("p", null, message)));
    show(summary, loose.length);
    for (const { path, message } of found) say(at(path), message);
    const [first] = told;
    if (loose.length) summary.focus();
    else if (first) reveal(first);
  }

  /**
   * @param {Control | null} control
   * @param {string} message
   */
  function say(control, message) {
    if (!control || told.has(control)) return;
    control.say(message);
    told.add(control);
  }

  /** @param {Control} control */
  function reveal(control) {
    const hiding = control.element.closest("details");
    if (hiding) hiding.open = true;
    control.target()?.focus();
  }

  const value = () => fromRaw(shape, root.read());

  /**
   * What is wrong with one control, said or taken back.
   * @param {EventTarget | null} target what is in it
   */
  function look(target) {
    const control = target instanceof Element ? controlOf.get(target.closest(".field") ?? target) : undefined;
    if (!control) return;
    const found = problems(shape, value()).find(({ path }) => at(path) === control);
    if (told.delete(control)) control.say(null);
    if (found) say(control, found.message);
  }

  /** @type {WeakSet<EventTarget>} */
  const typedIn = new WeakSet();

  return {
    shape,
    element,
    options: grid([...fields.options.keys()], fields.options),
    value,
    raw: () => root.read(),
    tell,
    /** @param {any} request its input and options; without it, the defaults */
    fill(request = {}) {
      this.restore(toRaw(shape, request));
    },
    /** @param {any} raw */
    restore(raw) {
      root.write(raw);
      tell([]);
      more.count();
    },
    /** @param {string[]} path */
    open(path) {
      const hiding = at(path)?.element.closest("details");
      if (hiding) hiding.open = true;
    },
    /** @param {HTMLElement} around both halves */
    watch(around) {
      around.addEventListener("input", ({ target }) => {
        if (target) typedIn.add(target);
        if (target instanceof Element && [...told].some(({ element }) => element === target.closest(".field")))
          look(target);
        more.count();
      });
      // A field that was only passed by is left alone.
      around.addEventListener("focusout", ({ target }) => target && typedIn.has(target) && look(target));
    },
  };
}

/**
 * @param {string[]} names
 * @param {Map<string, Control>} controls
 */
function grid(names, controls) {
  return h("div", { class: "fields" }, ...names.map((name) => controls.get(name)?.element));
}

/**
 * What is not shown at first: a group for each object, and one for the rest. Each says how much in it was chosen.
 * @param {Shape} shape
 * @param {Map<string, Control>} controls
 */
function folded(shape, controls) {
  const { rest } = ranked(shape);
  const objects = rest.filter((name) => shape.properties?.[name]?.properties);
  const plain = rest.filter((name) => !objects.includes(name));
  const groups = [...(plain.length ? [plain] : []), ...objects.map((name) => [name])].map((names) => {
    const own = names === plain ? null : shape.properties?.[names[0]];
    const chosen = h("span", { class: "badge", hidden: true });
    const within = names.map((name) => shape.properties?.[name]?.title ?? name).join(", ");
    const said = h("span", { class: "small soft said" }, own?.description ?? within);
    const title = h("summary", null, h("span", { class: "name" }, own?.title ?? "More options"), said, chosen);
    return { names, chosen, element: h("details", { class: "more" }, title, grid(names, controls)) };
  });
  return {
    elements: groups.map(({ element }) => element),
    count() {
      for (const { names, chosen } of groups) {
        const amount = names.reduce((sum, name) => {
          const property = /** @type {Shape} */ (shape.properties?.[name]);
          return sum + differing(property, controls.get(name)?.read(), toRaw(property));
        }, 0);
        put(chosen, `${amount} chosen`);
        show(chosen, amount);
      }
    },
  };
}

/**
 * How many fields say something else than before.
 * @param {Shape} shape
 * @param {any} raw
 * @param {any} before
 * @returns {number}
 */
function differing(shape, raw, before) {
  if (!shape.properties) return JSON.stringify(fromRaw(shape, raw)) === JSON.stringify(fromRaw(shape, before)) ? 0 : 1;
  const fields = Object.entries(shape.properties);
  return fields.reduce((sum, [name, property]) => sum + differing(property, raw[name], before[name]), 0);
}
