/** The events as they come: a list that is filtered and followed, and all that the chosen one says. */

import { h, put, set, show } from "../page/dom.js";
import { since } from "./attempts.js";
import { FAMILIES, family, matches } from "./filter.js";
import { number } from "./say.js";
import { tree } from "./tree.js";

/** @import { Copy, Event, Log, Panel } from "./types.js" */

// So many rows are there at first; a person may ask for more.
const ROWS = 300;

/** @param {Log} log @param {Copy} copy @returns {Panel} */
export function eventsPanel(log, copy) {
  const shown = new Set(FAMILIES);
  const inspector = tree("The event", copy);
  const list = h("div", { role: "listbox", "aria-label": "Events", tabindex: 0, onclick, onkeydown, onscroll });
  const words = h("input", { type: "search", placeholder: "Filter", "aria-label": "Filter events", oninput: refilter });
  const chips = FAMILIES.map((name) => {
    const chip = h("button", { "aria-pressed": true, onclick: () => toggle(chip, name) }, name);
    return chip;
  });
  const tail = h("button", { onclick: () => follow(!following) }, "Follow");
  const counted = h("span", { class: "small soft number" });
  const earlier = h("button", { onclick: showEarlier });
  const hint = h("p", { class: "soft small" }, "Choose an event to see all that it says.");

  /** @type {Event[]} */
  let known = [];
  let seen = 0;
  /** @type {Event[]} */
  let found = [];
  let first = 0;
  let following = true;
  let top = 0;
  /** @type {HTMLElement | null} */
  let chosen = null;

  /** @param {Event} event */
  function row(event) {
    const { seq, type, step, attempt, message } = event;
    const by = step ? (attempt === 1 ? step : `${step} #${attempt}`) : "";
    const cells = [seq, `+${number(since(known, event))}`, type, by, message ?? ""].map((text) =>
      h("span", null, text),
    );
    const look = /fail|supersed/.test(type) ? "bad" : family(type);
    return h("div", { role: "option", id: `event-${seq}`, "aria-selected": false, class: look }, ...cells);
  }

  function clear() {
    list.replaceChildren();
    list.removeAttribute("aria-activedescendant");
    [found, seen, first, chosen] = [[], 0, 0, null];
    show(inspector.element, false);
    show(hint, true);
  }

  function draw() {
    if (log.events !== known) clear();
    known = log.events;
    const before = found.length;
    for (; seen < known.length; seen += 1) if (matches(known[seen], words.value, shown)) found.push(known[seen]);
    if (following || !before) first = Math.max(first, found.length - ROWS);
    list.append(...found.slice(Math.max(first, before)).map(row));
    while (list.childElementCount > found.length - first) list.firstElementChild?.remove();
    place(list.scrollTop);
  }

  /** Say what there is, and where the list stands. @param {number} to */
  function place(to) {
    put(counted, `${found.length < known.length ? `${number(found.length)} of ` : ""}${number(known.length)} events`);
    put(earlier, `Show ${Math.min(ROWS, first)} earlier`);
    show(earlier, first > 0);
    set(tail, { "aria-pressed": following });
    list.scrollTop = following ? list.scrollHeight : to;
    top = list.scrollTop;
  }

  function refilter() {
    clear();
    draw();
  }

  /** @param {HTMLElement} chip @param {string} name */
  function toggle(chip, name) {
    if (!shown.delete(name)) shown.add(name);
    set(chip, { "aria-pressed": shown.has(name) });
    refilter();
  }

  /** @param {boolean} on */
  function follow(on) {
    following = on;
    draw();
  }

  function showEarlier() {
    following = false;
    const below = list.scrollHeight - list.scrollTop;
    const from = Math.max(0, first - ROWS);
    list.prepend(...found.slice(from, first).map(row));
    first = from;
    place(list.scrollHeight - below);
    if (!first) list.focus();
  }

  /** Who scrolls up wants to read: nothing moves any more. */
  function onscroll() {
    const below = list.scrollHeight - list.clientHeight - list.scrollTop;
    if (following && list.scrollTop < top && below > 40) follow(false);
  }

  /** @param {Element | null | undefined} option */
  function choose(option) {
    if (!(option instanceof HTMLElement)) return;
    following = false;
    place(list.scrollTop);
    if (chosen) set(chosen, { "aria-selected": false });
    chosen = option;
    set(option, { "aria-selected": true });
    set(list, { "aria-activedescendant": option.id });
    option.scrollIntoView({ block: "nearest" });
    show(hint, false);
    show(inspector.element, true);
    inspector.show("event", found[first + [...list.children].indexOf(option)]);
  }

  /** @param {MouseEvent} event */
  function onclick({ target }) {
    choose(target instanceof Element ? target.closest("[role=option]") : null);
  }

  /** @param {KeyboardEvent} event */
  function onkeydown(event) {
    const page = Math.floor(list.clientHeight / 26);
    const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -Infinity, End: Infinity };
    const by = steps[/** @type {keyof typeof steps} */ (event.key)];
    if (!by) return;
    event.preventDefault();
    const rows = [...list.children];
    const from = chosen?.isConnected ? rows.indexOf(chosen) : by < 0 ? rows.length : -1;
    choose(rows[Math.max(0, Math.min(rows.length - 1, from + by))]);
  }

  const bar = h("div", { class: "bar" }, words, ...chips, tail, counted, earlier);
  const split = h("div", { class: "split" }, list, h("div", null, hint, inspector.element));
  return { element: h("div", null, bar, split), draw, every: 0 };
}
