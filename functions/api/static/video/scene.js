/** One scene: its words, a storyboard of them in the brand's colours, and its code as text. */

import { createViewer } from "../code/viewer.js";
import { h, keyed, put, set, show } from "../page/dom.js";
import { providerName } from "../page/words.js";
import { font } from "./brand.js";
import { hex, readableOn } from "./colour.js";
import { seconds } from "./story.js";

/** @typedef {import("./story.js").Scene} Scene */

/** @param {(text: string) => void} announce */
export function createScene(announce) {
  const [shownTitle, shownText, call] = [h("strong"), h("span"), h("span", { class: "video-call" })];
  const board = h("div", { class: "video-board" }, h("span", { class: "video-bar" }), shownTitle, shownText, call);
  const caption =
    "A storyboard: the scene's words in the brand's colours, drawn by this page. It is not the rendered video.";
  const figure = h("figure", null, board, h("figcaption", { class: "small soft" }, caption));
  const title = h("h3");
  const [narrative, facts, reason] = [h("p"), h("p", { class: "row" }), h("p", { class: "notice warn small" })];
  const findings = h("ul", { class: "small" });
  const words = h("div", { class: "stack" }, figure, title, narrative, facts, reason, findings);
  const viewer = createViewer(announce);
  const element = h("div", { class: "video-scene" }, words, viewer.element);

  /** @param {Scene} scene @param {any} parts */
  function update(scene, { brand, checks }) {
    const { made } = scene;
    put(title, `${scene.index}. ${scene.title || scene.label}`);
    put(narrative, scene.narrative);
    const by = made?.provider && `by ${providerName(made.provider)}`;
    const said = [scene.label, scene.emotion, scene.frames && seconds(scene.frames), scene.state, by].filter(Boolean);
    put(facts, ...said.map((text) => h("span", { class: "badge" }, text)));
    show(reason, made?.degraded);
    put(reason, `A plain scene, made without a model: ${made?.reason}`);
    const found = checks
      .flatMap((/** @type {any} */ check) => check.findings)
      .filter((/** @type {any} */ { path }) => made && path === made.scene_id);
    keyed(
      findings,
      found,
      (_, place) => place,
      () => {
        const row = h("li");
        return {
          element: row,
          update: (/** @type {any} */ { line, message }) => put(row, line ? `Line ${line}: ${message}` : message),
        };
      },
    );
    show(findings, found.length);
    show(viewer.element, made);
    if (made) viewer.update({ path: `${made.scene_id}.tsx`, text: made.code });
    show(figure, scene.title && brand);
    if (scene.title && brand) draw(scene, brand);
  }

  /** @param {Scene} scene @param {any} brand */
  function draw({ emotion, title, narrative }, { colours, fonts, calls_to_action: calls }) {
    const [ground, ink] = [hex(colours.background), hex(colours.text)];
    const pair = ground && ink ? [ground, ink] : ["#ffffff", "#111111"];
    // Trouble is told in the dark.
    if (emotion === "problem" || emotion === "tension") pair.reverse();
    const primary = hex(colours.primary) ?? pair[1];
    const style = { "--ground": pair[0], "--ink": pair[1], "--primary": primary, "--on-primary": readableOn(primary) };
    set(board, { style, "data-emotion": emotion });
    put(shownTitle, title);
    set(shownTitle, { style: font(fonts.heading) });
    put(shownText, narrative);
    const invited = emotion === "invitation" && calls.length > 0;
    put(call, invited ? calls[0].label : "");
    show(call, invited);
  }

  return { element, update, reveal: viewer.reveal };
}
