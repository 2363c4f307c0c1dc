/** One's own runs, newest first: what became of them and what they cost. */

import { h, put, set, show } from "../page/dom.js";
import { loadStyle } from "../page/style.js";
import { STATES } from "../run/words.js";
import { removing } from "./removing.js";
import { rowOf } from "./row.js";
import { usage } from "./usage.js";

/** @typedef {import("../page/app.js").App} App */
/** @typedef {import("../fold/types.js").Status} Status */

const FILTERS = {
  kind: ["playlist", "code", "video", "plan", "vision"],
  status: ["queued", "running", "completed", "failed", "cancelled"],
};
// Snapshots asked for at the same time.
const AT_ONCE = 4;

/**
 * @param {App} app
 * @returns {Promise<import("../page/app.js").View>}
 */
export async function create(app) {
  await loadStyle("../history/history.css");
  const head = h("h1", null, "Runs");
  const element = h("div", { class: "history" }, head);
  if (app.hasKey()) element.append(...listing(app, head));
  else element.append(keyless(app));
  return { title: "Runs", element };
}

/** @param {App} app */
function keyless(app) {
  const ask = async () =>
    (await app.needKey("It shows the runs that were started with it.")) && app.go(location.pathname + location.search);
  const text = h("p", null, "The runs that are listed here are those of an API key.");
  return h("div", { class: "panel row" }, text, h("button", { class: "primary", onclick: ask }, "Give an API key"));
}

/**
 * @param {App} app
 * @param {HTMLElement} head takes the focus when nothing else can
 */
function listing(app, head) {
  const chosen = new URLSearchParams(location.search);
  const list = h("ul", { class: "runs" });
  const note = h("div", { class: "note", hidden: true });
  const more = h("button", { hidden: true, onclick: () => load(true) }, "Show more");
  const remove = removing(app, head, () => list.childElementCount || load());
  const look = looking();
  /** @type {string | null} */
  let cursor = null;
  let visit = 0;

  async function load(byPerson = false) {
    const mine = visit;
    const asked = {
      kind: chosen.get("kind") ?? undefined,
      status: /** @type {Status} */ (chosen.get("status") ?? undefined),
    };
    set(more, { "aria-disabled": "true" });
    const ghosts = cursor ? [] : Array.from({ length: 6 }, () => h("li", { class: "ghost" }));
    list.append(...ghosts);
    show(note, false);
    try {
      let found;
      do {
        // What matches may lie far down: a page without any is not the end.
        found = await app.client.runs({ ...asked, limit: 20, cursor });
        if (mine !== visit) return;
        cursor = found.next_cursor;
      } while (!found.runs.length && cursor);
      const rows = found.runs.map((run) => rowOf(run, remove));
      list.append(...rows.map((row) => row.element));
      if (byPerson) rows[0]?.element.querySelector("a")?.focus();
      for (const row of rows) {
        look(row.element, () => app.client.open(row.id).snapshot().then(row.tell).catch(row.untold));
      }
      if (ghosts.length && !rows.length) say(chosen.size ? "No run is like this." : "Nothing has been made yet.");
    } catch (error) {
      if (mine === visit) say(`The runs could not be loaded: ${error instanceof Error ? error.message : error}`, load);
    }
    for (const ghost of ghosts) ghost.remove();
    set(more, { "aria-disabled": null });
    show(more, cursor);
  }

  /**
   * @param {string} text
   * @param {() => void} [again]
   */
  function say(text, again) {
    const next = again
      ? h("button", { onclick: again }, "Try again")
      : h("a", { class: "button primary", href: "/", "data-route": true }, "Make something");
    put(note, h("p", null, text), next);
    show(note, true);
  }

  /** @param {keyof typeof FILTERS} name */
  function filter(name) {
    const said = (/** @type {string} */ value) =>
      name === "status" ? STATES[/** @type {Status} */ (value)].word : value;
    const options = FILTERS[name].map((value) =>
      h("option", { value, selected: chosen.get(name) === value }, said(value)),
    );
    const select = h("select", null, h("option", { value: "" }, "All"), ...options);
    select.addEventListener("change", () => {
      if (select.value) chosen.set(name, select.value);
      else chosen.delete(name);
      history.pushState(null, "", chosen.size ? `/runs?${chosen}` : "/runs");
      [visit, cursor] = [visit + 1, null];
      list.replaceChildren();
      void load();
    });
    return h(
      "label",
      { class: "filter" },
      h("span", { class: "small soft" }, name === "kind" ? "Kind" : "State"),
      select,
    );
  }

  void load();
  return [
    usage(app),
    h("div", { class: "row filters" }, filter("kind"), filter("status")),
    list,
    note,
    h("div", null, more),
  ];
}

/** Does the work of what comes into sight, a little of it at a time. */
function looking() {
  /** @type {Map<Element, () => Promise<void>>} */
  const waiting = new Map();
  /** @type {(() => Promise<void>)[]} */
  const queue = [];
  let busy = 0;

  async function next() {
    if (busy >= AT_ONCE) return;
    const work = queue.shift();
    if (!work) return;
    busy += 1;
    await work();
    busy -= 1;
    void next();
  }

  const observer = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) {
        const work = isIntersecting && waiting.get(target);
        if (!work) continue;
        observer.unobserve(target);
        waiting.delete(target);
        queue.push(work);
        void next();
      }
    },
    { rootMargin: "300px" },
  );
  return (/** @type {Element} */ element, /** @type {() => Promise<void>} */ work) => {
    waiting.set(element, work);
    observer.observe(element);
  };
}
