/** A video while it is made: the conversation, the brand, the timeline of scenes, one scene, and the checks. */

import { createChecks } from "../code/checks.js";
import { h, keyed, put, show } from "../page/dom.js";
import { loadStyle } from "../page/style.js";
import { createAgain } from "../run/again.js";
import { isClosed } from "../tailrace.js";
import { createBrand } from "./brand.js";
import { createScene } from "./scene.js";
import { scenesOf, seconds } from "./story.js";
import { createTalk } from "./talk.js";
import { createTimeline } from "./timeline.js";

/** @typedef {import("../run/context.js").Snapshot} Snapshot */

/**
 * @param {import("../run/context.js").Context} context
 * @returns {import("../run/context.js").KindView}
 */
export function create(context) {
  void loadStyle("../code/code.css");
  let chosen = 0;
  let shown = 0;
  /** @type {Snapshot} */
  let latest;

  const talk = createTalk();
  const brand = createBrand();
  const total = h("span", { class: "soft number" });
  const timeline = createTimeline((index) => {
    chosen = index;
    render();
  });
  const scene = createScene(context.announce);
  const again = createAgain(context, "scene", () => "Make this scene again");
  const story = createAgain(context, "narrative", () => "Write another story");
  const music = h("p", { class: "small soft" });
  const notes = h("ul", { class: "small soft" });
  const head = h("div", { class: "row" }, h("h2", null, "Scenes"), total);
  const film = h("section", { class: "panel stack" }, head, timeline.element, scene.element);
  film.append(h("div", { class: "video-again" }, again.element, story.element), music, notes);
  const checks = createChecks(({ path, line }) => {
    const found = latest.parts.scenes.find((/** @type {any} */ one) => one.scene_id === path);
    if (!found) return;
    chosen = found.index;
    render();
    scene.reveal(line ?? 1);
  });
  const checked = h("section", { class: "panel stack" }, h("h2", null, "Checks"), checks.element);
  const top = h("div", { class: "video-top" }, talk.element, brand.element);
  const element = h("div", { class: "stack video" }, top, film, checked);

  function render() {
    const { parts, steps } = latest;
    const closed = isClosed(latest);
    talk.update(latest);
    brand.update(parts, closed);

    const scenes = scenesOf(latest);
    shown = chosen || newest(latest, shown);
    const at = scenes.find(({ index }) => index === shown);
    timeline.update(scenes, shown);
    const frames = scenes.reduce((sum, one) => sum + (one.frames ?? 0), 0);
    const made = parts.scenes.length;
    put(total, `${made} of ${scenes.length} made${frames ? `, ${seconds(frames)} in all` : ""}`);
    show(scene.element, at);
    if (at) scene.update(at, parts);
    const id = `scene:${shown}`;
    again.update(
      id,
      latest,
      steps.some((step) => step.id === id),
    );
    story.update("narrative", latest, parts.narrative.length > 0);

    checks.update(parts.checks);
    const { mood, tempo_bpm: tempo, cut_every_frames: cut } = parts.music ?? {};
    const beats = `${tempo} beats a minute, a cut every ${seconds(cut)}`;
    put(music, mood ? `Music: ${mood}, ${beats}. It is a cue; no sound is made.` : "");
    keyed(notes, parts.notes, (_, place) => place, note);
    show(checked, parts.checks.length);
    show(music, mood);
    show(notes, parts.notes.length);
  }

  return {
    element,
    update(snapshot) {
      latest = snapshot;
      render();
    },
  };
}

/** @param {string} text */
function note(text) {
  return { element: h("li", null, text) };
}

/**
 * The scene to look at where nobody has chosen one: the newest while they are made, else the first that there is.
 * @param {Snapshot} snapshot
 * @param {number} before
 */
function newest({ parts, steps, timing }, before) {
  const ended = (/** @type {any} */ { index }) => steps.find(({ id }) => id === `scene:${index}`)?.ended_at ?? "";
  const [first, ...others] = parts.scenes;
  if (!first) return parts.narrative.length ? before || 1 : 0;
  if (timing.ended_at !== null) return before || first.index;
  return others.reduce((/** @type {any} */ a, /** @type {any} */ b) => (ended(b) > ended(a) ? b : a), first).index;
}
