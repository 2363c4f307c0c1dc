/** The wished arc, drawn against the energy of the tracks as they come. */

import { h, keyed, put, set, show, svg } from "../page/dom.js";
import { across, band, line, reading } from "./arc.js";
import { worded } from "./track.js";

/** @import { State, Wish } from "./types.js" */

/** @param {(place: number | null) => void} mark is told which position a person looks at */
export function chart(mark) {
  const paths = ["lane", "wish", "energy", "cursor"].map((name) => svg("path", { class: name }));
  const [lane, wish, energy, cursor] = paths;
  const lines = svg("svg", { viewBox: "0 0 100 100", preserveAspectRatio: "none", "aria-hidden": "true" }, ...paths);
  const spots = h("div", { class: "spots" });
  const look = h("input", { type: "range", min: 1, value: 1, "aria-label": "Look at a position" });
  const plot = h("div", { class: "plot" }, lines, spots, look);
  const words = h("p", { class: "number" });
  const legend = h("p", { class: "soft legend" });
  const bands = ["Peak", "Driving", "Moderate", "Relaxed", "Ambient"].map((name) => h("span", null, name));
  const caption = h("div", { class: "row small" }, words, legend);
  const element = h(
    "section",
    { class: "panel arc", "aria-label": "Energy" },
    h("div", { class: "bands" }, ...bands),
    plot,
    caption,
  );

  /** @type {Pick<State, "positions" | "wished">} */
  let { positions, wished } = { positions: [], wished: [] };
  let summary = "";
  /** @type {number | null} */
  let marked = null;

  const lookedAt = () => mark(Number(look.value) - 1);
  look.addEventListener("input", lookedAt);
  look.addEventListener("focus", lookedAt);
  look.addEventListener("blur", () => mark(null));
  plot.addEventListener("pointerleave", () => mark(null));
  plot.addEventListener("pointermove", ({ clientX }) => {
    const { left, width } = spots.getBoundingClientRect();
    const last = positions.length - 1;
    mark(Math.min(last, Math.max(0, Math.round(((clientX - left) / width) * last))));
  });

  /** @param {number} place */
  function said(place) {
    const track = positions[place]?.track;
    const what = track ? `${track.title}, ${track.artist}: energy ${track.energy}` : "no track";
    return `${place + 1} · ${what}${wished[place] === null ? "" : `, wished ${wished[place]}`}`;
  }

  /** @param {number | null} place */
  function point(place) {
    marked = place;
    put(words, place === null ? summary : said(place));
    if (place !== null) look.value = String(place + 1);
    set(cursor, { d: place === null ? null : `M${across(place, positions.length)} 0V100` });
    set(look, { "aria-valuetext": said(Number(look.value) - 1) });
  }

  /** @param {State} state @param {Wish} wishes */
  function update(state, { arc_template, energy_tolerance }) {
    ({ positions, wished } = state);
    const arc = worded(arc_template).toLowerCase();
    const energies = positions.map((position) => position?.track.energy);
    summary = reading(arc, wished, energies, energy_tolerance);
    set(wish, { d: line(wished) });
    set(lane, { d: band(wished, energy_tolerance) });
    set(energy, { d: line(energies) });
    set(look, { max: positions.length });
    put(legend, `Wished: ${arc}, ± ${energy_tolerance}`);
    show(legend, wished[0] !== null);
    const there = positions.flatMap((position) => position ?? []);
    keyed(
      spots,
      there,
      (position) => position.index,
      () => {
        const spot = h("span");
        return {
          element: spot,
          update({ index, provider, track }) {
            const style = { left: `${across(index, positions.length)}%`, top: `${100 - track.energy}%` };
            set(spot, { class: `spot fresh ${provider}`, style });
          },
        };
      },
    );
    point(marked);
  }
  return { element, update, point };
}
