/** Any JSON as a tree, for eyes and keyboard: built as it is opened, all of it text. */

import { h, put, set } from "../page/dom.js";

/** @typedef {{ path: string, value: unknown, open: ((wide: boolean) => void) | null }} Node */

const LONG = 120;
const ITEM = "[role=treeitem]";

/** @param {string} label @param {import("./types.js").Copy} copy @param {...HTMLElement} more about the value, beside the buttons */
export function tree(label, copy, ...more) {
  /** @type {WeakMap<Element, Node>} */
  const nodes = new WeakMap();
  /** @type {Set<string>} */
  const opened = new Set();
  /** @type {HTMLElement | null} */
  let current = null;
  const node = () => current && nodes.get(current);
  const where = h("code");
  const root = h("div", { role: "tree", "aria-label": label, onclick, onkeydown });
  const bar = h(
    "div",
    { class: "bar" },
    h("button", { onclick: () => copy(asText(node()?.value), "Value") }, "Copy value"),
    h("button", { onclick: () => copy(node()?.path ?? "", "Path") }, "Copy path"),
    where,
    ...more,
  );

  /** @param {string} name @param {unknown} value @param {string} path */
  function item(name, value, path) {
    const inner = entries(value);
    const opens = inner.length > 0 || (typeof value === "string" && (value.length > LONG || value.includes("\n")));
    const text = h("span", { class: typeof value }, brief(value));
    const group = h("div", { role: "group" });
    const element = h("div", { role: "treeitem", tabindex: -1, "aria-selected": false }, h("b", null, name), " ", text);
    /** @param {boolean} wide */
    const open = (wide) => {
      set(element, { "aria-expanded": wide });
      if (wide) opened.add(path);
      else opened.delete(path);
      if (typeof value === "string") put(text, wide ? value : brief(value));
      else if (wide) put(group, ...inner.map(([key, child]) => item(key, child, path + step(value, key))));
      if (wide && inner.length) element.append(group);
      else group.remove();
    };
    nodes.set(element, { path, value, open: opens ? open : null });
    if (opens) open(opened.has(path));
    return element;
  }

  /** @param {HTMLElement} element @param {boolean} [focus] */
  function choose(element, focus = true) {
    if (current) set(current, { tabindex: -1, "aria-selected": false });
    current = element;
    set(element, { tabindex: 0, "aria-selected": true });
    put(where, node()?.path);
    if (focus) element.focus();
  }

  /** @param {MouseEvent} event */
  function onclick(event) {
    const element = event.target instanceof Element ? event.target.closest(ITEM) : null;
    if (!(element instanceof HTMLElement) || getSelection()?.type === "Range") return;
    choose(element);
    nodes.get(element)?.open?.(element.ariaExpanded !== "true");
  }

  /** @param {KeyboardEvent} event */
  function onkeydown(event) {
    if (!current || event.ctrlKey || event.metaKey || event.altKey) return;
    const all = /** @type {HTMLElement[]} */ ([...root.querySelectorAll(ITEM)]);
    const place = all.indexOf(current);
    const wide = current.ariaExpanded === "true";
    const { key } = event;
    /** @type {Element | null | undefined} */
    let to = null;
    if (key === "ArrowDown" || (key === "ArrowRight" && wide)) to = all[place + 1];
    else if (key === "ArrowUp") to = all[place - 1];
    else if (key === "Home") to = all[0];
    else if (key === "End") to = all[all.length - 1];
    else if (key === "ArrowLeft" && !wide) to = current.parentElement?.closest(ITEM);
    else if (key === "ArrowLeft") node()?.open?.(false);
    else if (key === "ArrowRight" || key === "Enter" || key === " ") node()?.open?.(!wide);
    else return;
    event.preventDefault();
    if (to instanceof HTMLElement) choose(to);
  }

  return {
    element: h("div", { class: "tree" }, bar, root),
    /**
     * Show another value, or the same one as it is by now: what was open stays open.
     * @param {string} name @param {unknown} value
     */
    show(name, value) {
      const held = root.contains(document.activeElement);
      const path = node()?.path;
      opened.add(name);
      put(root, item(name, value, name));
      const all = /** @type {HTMLElement[]} */ ([...root.querySelectorAll(ITEM)]);
      choose(all.find((element) => nodes.get(element)?.path === path) ?? all[0], held);
    },
  };
}

/** @param {unknown} value @returns {[string, unknown][]} */
const entries = (value) => (value !== null && typeof value === "object" ? Object.entries(value) : []);

/** @param {unknown} value */
const asText = (value) => (typeof value === "string" ? value : (JSON.stringify(value, null, 2) ?? ""));

/** How JavaScript gets from a value to one in it. @param {unknown} value @param {string} key */
function step(value, key) {
  if (Array.isArray(value)) return `[${key}]`;
  return /^[a-z_$][\w$]*$/i.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;
}

/** A value in one line. @param {unknown} value */
function brief(value) {
  if (typeof value === "string") {
    const line = JSON.stringify(value.slice(0, LONG));
    return value.length > LONG ? `${line}… ${value.length} characters, show all` : line;
  }
  const count = entries(value).length;
  if (Array.isArray(value)) return `[${count || ""}]`;
  return value !== null && typeof value === "object" ? `{${count || ""}}` : String(value);
}
