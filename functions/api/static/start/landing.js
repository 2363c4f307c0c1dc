/** The first page: a place for one's own words, and a card for each kind. */

import { h, put, show, svg } from "../page/dom.js";
import { keep, recall } from "../page/stored.js";
import { keepDraft } from "./drafts.js";
import { glyph } from "./looks.js";
import { gist, pageIn } from "./text.js";

/** @typedef {import("../run/context.js").KindInfo} KindInfo */

const NAMES = ["playlist", "code", "video", "plan", "vision"];

/** Five streams, a drawing. */
function streams() {
  const lines = NAMES.flatMap((name, place) => {
    const [from, to] = [150 + (place - 2) * 9, 150 + (place - 2) * 62];
    const d = `M0 ${from}C110 ${from - 70} 150 ${from + 70} 250 ${from}S420 ${to} 560 ${to}`;
    return [svg("path", { d, "data-kind": name }), svg("path", { d, "data-kind": name, class: "drops" })];
  });
  return svg("svg", { class: "streams", viewBox: "0 0 560 300", "aria-hidden": "true" }, ...lines);
}

/** @param {HTMLElement} region where the cards will be */
export function landing(region) {
  const box = h("textarea", { id: "wish", rows: 3, placeholder: "A set for a night drive, an API for a library …" });
  box.value = recall("wish") ?? "";
  const offer = h("p", { class: "offer row", hidden: true });
  /** @type {KindInfo | undefined} */
  let video;

  function read() {
    const page = video && pageIn(box.value);
    show(offer, page);
    if (!page || !video) return;
    const link = way(video, "Make a video of it");
    link.classList.add("button");
    put(offer, glyph("video"), h("span", null, `${page} is a web page.`), link);
  }
  box.addEventListener("input", () => {
    keep("wish", box.value || null);
    read();
  });

  /**
   * The way to a kind's form, which takes along what was typed.
   * @param {KindInfo} kind
   * @param {...import("../page/dom.js").Child} said
   */
  function way({ name }, ...said) {
    const take = () => box.value.trim() && keepDraft(name, { brought: box.value.trim() });
    return h("a", { href: `/?kind=${name}`, "data-route": true, "data-kind": name, onclick: take }, ...said);
  }

  /** @param {KindInfo[]} kinds */
  function cards(kinds) {
    video = kinds.find(({ name }) => name === "video");
    read();
    const each = kinds.map((kind) => {
      const title = h("h3", null, kind.title);
      const card = way(kind, glyph(kind.name), title, h("p", { class: "small soft" }, gist(kind.description)));
      card.classList.add("card");
      return h("li", null, card);
    });
    return h(
      "section",
      { "aria-labelledby": "kinds" },
      h("h2", { id: "kinds" }, "Choose what it becomes"),
      h("ul", { class: "cards" }, ...each),
    );
  }

  const element = h(
    "div",
    { class: "start" },
    streams(),
    h("h1", null, "Watch it being made."),
    h(
      "p",
      { class: "lead soft" },
      "Every step, line and cent is shown as it happens. Close the page when you like: the run goes on, and waits for you.",
    ),
    h("div", { class: "wish" }, h("label", { for: "wish" }, "What would you like made?"), box, offer),
    region,
  );
  return { element, cards };
}
