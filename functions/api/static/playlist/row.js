/** One position of the set: its track, how it follows the one before, why it is there, and what else could be. */

import { h, keyed, put, set, show } from "../page/dom.js";
import { plural } from "../page/words.js";
import { cover, described, facts, measures, slots, warnings } from "./song.js";
import { joint, worded } from "./track.js";

/** @import { Choice, State, Transition, Use } from "./types.js" */

/**
 * @param {number} place
 * @param {(place: number | null) => void} open shows why a position's track is there and what else could be, or hides it
 * @param {Use} use
 */
export function row(place, open, use) {
  const follows = h("p");
  const face = h("div");
  const song = h("div", { class: "song" });
  const measured = h("div", { class: "facts small number" });
  const button = h("button", { class: "small", onclick: () => open(panel.hidden ? place : null) });
  const reason = h("p");
  const others = h("ul", { "aria-label": `Alternatives for track ${place + 1}` });
  const panel = h("div", { class: "more", hidden: true }, reason, others);
  const number = h("span", { class: "number soft", "aria-hidden": "true" }, place + 1);
  const element = h("li", null, follows, h("div", { class: "line" }, number, face, song, measured, button), panel);
  const slot = slots();
  element.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || panel.hidden) return;
    open(null);
    button.focus();
  });

  /** @param {State} state */
  function update({ parts, positions, wished, over, canSwap, opened, busy }) {
    const position = positions[place];
    set(element, { class: position ? `track ${position.provider}` : "track" });
    show(button, position);
    // Until there is a set, a track may stand behind one of another list, which its transition does not speak of.
    show(
      follows,
      position?.track.transition && (parts.primary || positions[place - 1]?.provider === position.provider),
    );
    show(panel, position && opened === place);
    set(button, { "aria-expanded": !panel.hidden });
    if (!position) {
      slot(song, [over], () => {
        put(song, over ? h("p", { class: "soft" }, "Not made") : awaited(place));
        set(face, { class: over ? "cover" : "cover ghost" });
      });
      return;
    }
    const { track, enrichment, alternatives } = position;
    slot(follows, [track.transition], () => track.transition && transition(follows, track.transition));
    slot(face, [track.title, enrichment], () => {
      set(face, { class: "cover fresh" });
      put(face, cover(position));
    });
    slot(song, [track, position.made_by, enrichment, over], () => {
      put(song, described(position, over), warnings(position));
    });
    slot(measured, [track, wished[place]], () => put(measured, measures(position, wished[place])));
    put(button, alternatives.length ? `Why, ${plural(alternatives.length, "alternative")}` : "Why");
    if (panel.hidden) return;
    put(reason, track.reason);
    keyed(
      others,
      alternatives,
      ({ provider, track }) => `${provider} ${track.title}`,
      (choice) => other(choice, wished[place], () => use(place, choice.provider)),
    );
    for (const act of others.querySelectorAll("button")) {
      show(act, canSwap);
      const word = busy === `${place} ${act.dataset.provider}` ? "Swapping" : "Use this";
      set(act, { "aria-label": `${word}: ${act.dataset.title}`, "aria-disabled": busy !== null });
      put(act, word);
    }
  }
  return { element, update, focus: () => button.focus() };
}

/** @param {number} place */
function awaited(place) {
  const widths = [`${50 + ((place * 17) % 40)}%`, "30%"];
  return [
    ...widths.map((width) => h("div", { class: "ghost", style: { width } })),
    h("span", { class: "unseen" }, "Not there yet"),
  ];
}

/** @param {HTMLElement} element @param {Transition} value */
function transition(element, value) {
  set(element, { class: `joint ${value.quality}` });
  put(element, h("span", null, h("b", null, worded(value.quality)), ` ${joint(value)}`));
}

/**
 * @param {Choice} choice
 * @param {number | null} wished
 * @param {() => void} onclick
 */
function other(choice, wished, onclick) {
  const { title, reason } = choice.track;
  const about = described({ ...choice, enrichment: null }, false);
  const why = h("p", { class: "small" }, reason);
  const use = h("button", { onclick, "data-provider": choice.provider, "data-title": title });
  return { element: h("li", { class: choice.provider }, about, facts(choice, wished), why, use) };
}
