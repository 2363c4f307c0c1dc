/** Every provider's list side by side, to pick from. */

import { h, keyed, put, set, show } from "../page/dom.js";
import { providerName } from "../page/words.js";
import { shared, songOf } from "./same.js";
import { facts, slots } from "./song.js";

/** @import { State, Use } from "./types.js" */

/** @param {string[]} names of the providers @param {Use} use */
export function perspectives(names, use) {
  const slot = slots();
  const body = h("tbody");
  const note = h("p", { class: "small soft" });
  const heads = names.map((name) =>
    h("th", { scope: "col", "data-list": name }, h("span", { class: `dot ${name}` }), providerName(name)),
  );
  const corner = h("th", { scope: "col" }, h("span", { class: "unseen" }, "Position"));
  const table = h("table", null, h("thead", null, h("tr", null, corner, heads)), body);
  const choices = names.map((name, i) =>
    h(
      "label",
      null,
      h("input", { type: "radio", name: "list", checked: !i, onchange: () => only(name) }),
      providerName(name),
    ),
  );
  const whose = h("fieldset", { class: "switch only" }, h("legend", { class: "unseen" }, "Whose list"), choices);
  const element = h("section", { class: "stack lists", "aria-label": "Perspectives" }, note, whose, table);
  let chosen = names[0];

  /** @param {string} name the list that is shown where there is room for one */
  function only(name) {
    chosen = name;
    for (const cell of table.querySelectorAll("[data-list]")) {
      cell.classList.toggle("aside", cell.getAttribute("data-list") !== name);
    }
  }

  /** @param {number} place @param {string} provider */
  const cellOf = (place, provider) => body.rows[place].cells[1 + names.indexOf(provider)];

  /** @param {State} state */
  function update(state) {
    const songs = shared(state.parts.providers);
    const inSet = new Map(
      state.positions.flatMap((position) => (position ? [[songOf(position.track), position.index]] : [])),
    );
    put(
      note,
      state.parts.primary
        ? common(songs.size)
        : state.over
          ? "No list was completed, so there is no set."
          : "The list that is complete first becomes the set. Then any track can be picked.",
    );
    keyed(
      body,
      state.positions,
      (_, place) => place,
      (_, place) => {
        const cells = names.map((name) => h("td", { "data-list": name, class: name }));
        return { element: h("tr", null, h("th", { scope: "row", class: "number" }, place + 1), cells) };
      },
    );
    for (const place of state.positions.keys()) {
      for (const name of names) fill(cellOf(place, name), place, name, state, songs, inSet);
    }
    only(chosen);
  }

  /**
   * @param {HTMLElement} cell
   * @param {number} place
   * @param {string} provider
   * @param {State} state
   * @param {ReturnType<typeof shared>} songs
   * @param {Map<string, number>} inSet
   */
  function fill(cell, place, provider, { parts, positions, wished, over, canSwap, busy }, songs, inSet) {
    const list = parts.providers[provider];
    const own = list.tracks[place];
    const none = over || list.state === "failed";
    if (!own) {
      const missing = () => (none ? h("span", { class: "soft" }, "Not made") : h("div", { class: "ghost" }));
      slot(cell, [none], () => put(cell, missing()));
      return;
    }
    const song = songOf(own.track);
    const shown = parts.primary !== null && positions[place]?.provider === provider;
    const can = canSwap && (shown || positions[place]?.alternatives.some((other) => other.provider === provider));
    const at = inSet.get(song);
    const elsewhere = parts.primary !== null && at !== undefined && !shown ? `In the set at ${at + 1}` : "";
    const twins = (songs.get(song) ?? []).filter((twin) => twin.provider !== provider);
    const also = twins.length
      ? `Also ${twins.map((twin) => `${providerName(twin.provider)} ${twin.index + 1}`).join(", ")}`
      : "";
    slot(cell, [own.track], () => {
      const button = h("button", { class: "small", onclick: () => use(place, provider) });
      put(
        cell,
        h("p", { class: "title" }, own.track.title),
        h("p", null, own.track.artist),
        facts(own, wished[place]),
        button,
        h("span", { class: "badge" }),
      );
    });
    const button = /** @type {HTMLElement} */ (cell.querySelector("button"));
    const badge = /** @type {HTMLElement} */ (cell.querySelector(".badge"));
    cell.classList.toggle("chosen", shown);
    show(button, can);
    const word = shown ? "In the set" : busy === `${place} ${provider}` ? "Swapping" : "Use";
    set(button, { "aria-pressed": shown, "aria-disabled": busy !== null, "aria-label": `${word}: ${own.track.title}` });
    put(button, word);
    put(badge, (shown && !can ? "In the set" : elsewhere) || also);
    show(badge, badge.textContent);
  }

  return { element, update, cellOf };
}

/** @param {number} count */
function common(count) {
  if (!count) return "No song is in more than one list.";
  return count === 1 ? "One song is in more than one list." : `${count} songs are in more than one list.`;
}
