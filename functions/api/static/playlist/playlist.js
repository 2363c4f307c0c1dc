/** A set as it is made: whose lists it comes from, its energy, its tracks, and what could be there instead. */

import { h, keyed, put, show } from "../page/dom.js";
import { plural, providerName } from "../page/words.js";
import { isClosed } from "../tailrace.js";
import { targets } from "./arc.js";
import { chart } from "./chart.js";
import { checks, makers } from "./makers.js";
import { row } from "./row.js";
import { slots } from "./song.js";
import { length } from "./track.js";

/** @import { State } from "./types.js" */

/** @typedef {{ place: number, provider: string, from: string, isUndo: boolean }} Swap */

/** @type {import("../run/context.js").KindModule["create"]} */
export function create(context) {
  const providers = h("ul", { class: "makers", "aria-label": "Providers" });
  const energy = chart(mark);
  const total = h("p", { class: "number" });
  const views = h(
    "fieldset",
    { class: "switch" },
    h("legend", { class: "unseen" }, "View"),
    view("Set", true),
    view("Perspectives", false),
  );
  const list = h("ol");
  const checked = h("section", { class: "panel stack checks", hidden: true });
  const undo = h("button", { class: "small" }, "Undo");
  const swapped = h("p", { class: "row small swapped" }, "Swapped.", undo);
  const element = h(
    "div",
    { class: "playlist stack" },
    providers,
    energy.element,
    h("div", { class: "row ends" }, total, views),
    list,
    checked,
  );
  const slot = slots();

  /** @type {ReturnType<typeof row>[]} */
  const rows = [];
  /** @type {ReturnType<typeof import("./perspectives.js").perspectives> | null} */
  let lists = null;
  /** @type {import("../fold/types.js").Snapshot | null} */
  let snapshot = null;
  /** @type {number | null} */
  let opened = null;
  /** @type {Swap | null} */
  let asked = null;

  list.addEventListener("pointerleave", () => mark(null));
  element.addEventListener("focusout", () => mark(null));

  /** @param {string} name @param {boolean} isFirst */
  function view(name, isFirst) {
    const input = h("input", { type: "radio", name: "playlist-view", checked: isFirst });
    const show = () => (isFirst || lists ? turn(!isFirst) : context.act("Showing the lists", () => turn(true)));
    input.addEventListener("change", show);
    return h("label", null, input, name);
  }

  /** @param {boolean} toLists */
  async function turn(toLists) {
    if (toLists && !lists) {
      const { perspectives } = await import("./perspectives.js");
      lists = perspectives(Object.keys(snapshot?.parts.providers ?? {}), swap);
      list.after(lists.element);
    }
    show(list, !toLists);
    if (lists) show(lists.element, toLists);
    draw();
  }

  /** @param {number | null} place */
  function mark(place) {
    energy.point(place);
    for (const [i, { element }] of rows.entries()) element.toggleAttribute("data-marked", i === place);
  }

  /** @param {number | null} place */
  function open(place) {
    opened = place;
    draw();
  }

  /** @param {number} place @param {string} provider */
  async function swap(place, provider, isUndo = false) {
    const from = snapshot?.parts.tracks[place].provider;
    if (asked || from === provider) return;
    asked = { place, provider, from, isUndo };
    draw();
    // What comes of it is in the log, and is shown when it comes from there.
    if (await context.act("Swapping the track", () => context.run.swap(place, provider))) return;
    asked = null;
    draw();
  }

  /** @param {Swap} done @param {boolean} hadFocus */
  function settle({ place, provider, from, isUndo }, hadFocus) {
    const spot = list.hidden ? lists?.cellOf(place, provider) : rows[place].element;
    context.announce(`Track ${place + 1} is ${providerName(provider)}'s ${isUndo ? "again" : "now"}.`);
    undo.onclick = () => swap(place, from, true);
    if (isUndo) swapped.remove();
    else spot?.append(swapped);
    if (!hadFocus) return;
    if (!isUndo) undo.focus();
    else if (list.hidden) spot?.querySelector("button")?.focus();
    else rows[place].focus();
  }

  function draw() {
    if (!snapshot?.input) return;
    const { parts, expected, status, input, summary } = snapshot;
    const done = asked && parts.tracks[asked.place].provider === asked.provider ? asked : null;
    if (done) asked = null;
    const hadFocus = element.contains(document.activeElement);
    const count = Math.max(expected.parts, parts.tracks.length);
    /** @type {State} */
    const state = {
      parts,
      positions: Array.from({ length: count }, (_, place) => parts.tracks[place]),
      wished: targets(input, count),
      over: isClosed({ status }),
      canSwap: context.canControl && parts.primary !== null && !["failed", "cancelled"].includes(status),
      opened,
      busy: asked && `${asked.place} ${asked.provider}`,
    };
    makers(providers, snapshot);
    energy.update(state, input);
    const order = parts.primary || state.over || !parts.tracks.length ? "" : "first come, until a list is complete";
    put(
      total,
      [`${parts.tracks.length} of ${plural(count, "track")}`, length(parts.tracks), order].filter(Boolean).join(" · "),
    );
    keyed(
      list,
      state.positions,
      (_, place) => place,
      (_, place) => {
        const known = row(place, open, swap);
        rows[place] = known;
        for (const event of ["pointerenter", "focusin"]) known.element.addEventListener(event, () => mark(place));
        return { element: known.element };
      },
    );
    for (const known of rows) known.update(state);
    if (list.hidden) lists?.update(state);
    if (done) settle(done, hadFocus);
    show(checked, summary);
    const whose = parts.tracks.map((/** @type {any} */ { provider }) => provider);
    slot(checked, [summary, ...whose], () => {
      if (snapshot && summary) checks(checked, snapshot, context.kind?.input_schema.properties ?? {});
    });
  }

  /** @param {import("../fold/types.js").Event} event */
  function hear({ type, data }) {
    if (type === "primary.selected")
      context.announce(`${providerName(data.provider)}'s list is complete first: it is the set.`);
    if (type === "alternatives.added") context.announce(`${providerName(data.provider)}'s list is complete, too.`);
  }

  return {
    element,
    update(newest, events) {
      // What was there before the first call is no news.
      if (snapshot) events.forEach(hear);
      snapshot = newest;
      draw();
    },
  };
}
