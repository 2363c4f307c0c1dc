/** What the drawer is held by: its tabs, and the handle by which it is made higher. */

import { h, set, show } from "../page/dom.js";
import { keep, recall } from "../page/stored.js";

/** @import { Panel } from "./types.js" */

const [LEAST, MOST] = [20, 85];

/** A handle that is dragged, or moved with the arrow keys; the height is remembered. */
export function handle() {
  let height = Number(recall("drawer.height")) || 42;
  const values = { "aria-orientation": "horizontal", "aria-valuemin": LEAST, "aria-valuemax": MOST };
  const label = { role: "separator", tabindex: 0, "aria-label": "Height of the drawer in per cent", ...values };
  const element = h("div", { class: "handle", ...label, onkeydown, onpointerdown, onpointermove });

  /** @param {number} wanted */
  function apply(wanted) {
    height = Math.round(Math.max(LEAST, Math.min(MOST, wanted)));
    keep("drawer.height", height);
    set(element, { "aria-valuenow": height });
    // Known to the whole page, which leaves room for it.
    set(document.documentElement, { style: { "--drawer": `${height}vh` } });
  }

  /** @param {KeyboardEvent} event */
  function onkeydown(event) {
    const to = { ArrowUp: height + 4, ArrowDown: height - 4, Home: MOST, End: LEAST }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    apply(to);
  }

  /** @param {PointerEvent} event */
  function onpointerdown(event) {
    element.setPointerCapture(event.pointerId);
  }

  /** @param {PointerEvent} event */
  function onpointermove(event) {
    if (element.hasPointerCapture(event.pointerId)) apply(100 - (event.clientY / innerHeight) * 100);
  }

  apply(height);
  return element;
}

/**
 * A list of tabs, one of which is open; which one is remembered. Gives each element its part.
 * @param {Record<string, Panel>} panels
 * @param {(name: string) => void} onOpen
 */
export function tabs(panels, onOpen) {
  const names = Object.keys(panels);
  const list = h("div", { role: "tablist", "aria-label": "Developer drawer", onkeydown });
  const buttons = names.map((name) => {
    set(panels[name].element, { role: "tabpanel", id: `drawer-${name}`, "aria-label": name, class: `body ${name}` });
    return h("button", { role: "tab", "aria-controls": `drawer-${name}`, onclick: () => open(name) }, name);
  });
  let opened = names[0];

  /** @param {string} name */
  function open(name) {
    opened = name;
    keep("drawer.tab", name);
    for (const [place, other] of names.entries()) {
      show(panels[other].element, other === name);
      set(buttons[place], { "aria-selected": other === name, tabindex: other === name ? 0 : -1 });
    }
    onOpen(name);
  }

  /** @param {KeyboardEvent} event */
  function onkeydown(event) {
    const place = names.indexOf(opened);
    const to = { ArrowRight: place + 1, ArrowLeft: place - 1, Home: 0, End: -1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const next = (to + names.length) % names.length;
    open(names[next]);
    buttons[next].focus();
  }

  list.append(...buttons);
  const before = recall("drawer.tab");
  return { list, start: () => open(names.includes(before) ? before : opened) };
}
