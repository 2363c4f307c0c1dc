/** What a snapshot tells of a video: its conversation, and its scenes with what has become of each. Pure. */

import { providerName, size } from "../page/words.js";
import { says } from "../run/words.js";

/** @typedef {import("../run/context.js").Snapshot} Snapshot */
/** @typedef {{ key: string, at: string, text: string, looks: "" | "soft" | "warn" | "bad" }} Line */
/**
 * A scene as it stands; `made` is null until there is its code, `frames` until there is the story.
 * @typedef {object} Scene
 * @property {number} index
 * @property {string} label
 * @property {string} title
 * @property {string} narrative
 * @property {string} emotion
 * @property {number | null} frames
 * @property {string} state
 * @property {any} made
 */

/**
 * The conversation: what was begun and what came of it, in the order in which it was.
 * @param {Snapshot} snapshot
 * @returns {Line[]}
 */
export function linesOf(snapshot) {
  /** @type {Line[]} */
  const lines = [];
  for (const step of snapshot.steps) {
    const { id, label, started_at: begun, ended_at: ended, state, error, attempt } = step;
    if (!begun) continue;
    /** @type {(part: string, at: string, text: string, looks?: Line["looks"]) => void} */
    const say = (part, at, text, looks = "") => lines.push({ key: `${id} ${attempt} ${part}`, at, text, looks });
    say("begun", begun, label, "soft");
    for (const name of step.given_up)
      say(name, begun, `${providerName(name)} was given up; another provider takes over`, "warn");
    const now = state === "running" && says(step);
    if (now) say("now", begun, now, "soft");
    if (state === "retrying") say("again", begun, `${error?.message ?? "The attempt was lost"}; tried again`, "warn");
    if (state === "stopped") say("end", snapshot.timing.ended_at ?? begun, `${label}: stopped`, "warn");
    if (state === "failed") say("end", ended ?? begun, `${label}: failed. ${error?.message ?? ""}`, "bad");
    if (state === "completed") {
      for (const [text, looks] of outcome(snapshot, id)) say(`end ${text}`, ended ?? begun, text, looks);
    }
  }
  return lines.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
}

/**
 * @param {Snapshot} snapshot
 * @param {string} step
 * @returns {[text: string, looks?: Line["looks"]][]}
 */
function outcome({ parts }, step) {
  const { site, brand, confidence, narrative, notes, scenes, checks } = parts;
  const [name, number] = step.split(":");
  if (name === "fetch" && site) return [[`Read ${site.title ?? site.url} (${size(site.bytes)})`]];
  if (name === "brand" && brand) {
    return [[`${brand.name?.text ?? "No name found"}: ${confidence} of 100 points, ${brand.features.length} features`]];
  }
  if (name === "narrative") {
    return [[`The story has ${narrative.length} scenes`], ...notes.map((/** @type {string} */ note) => [note, "soft"])];
  }
  if (name === "check") {
    const passed = checks.filter((/** @type {any} */ check) => check.result === "pass").length;
    return [[`${passed} of ${checks.length} checks passed`, passed < checks.length ? "warn" : ""]];
  }
  const scene = scenes.find((/** @type {any} */ one) => one.index === Number(number));
  if (!scene) return [];
  const what = `Scene ${scene.index}/${scene.total}: ${scene.name}`;
  return [scene.degraded ? [`${what} is a plain one (${scene.reason})`, "warn"] : [what]];
}

/**
 * Every scene that is expected, in order.
 * @param {Snapshot} snapshot
 * @returns {Scene[]}
 */
export function scenesOf(snapshot) {
  const { narrative, outlined, scenes } = snapshot.parts;
  const count = narrative.length || snapshot.expected.parts;
  return Array.from({ length: count }, (_, place) => {
    const index = place + 1;
    const of = (/** @type {any[]} */ list) => list.find((one) => one.index === index);
    const [told, made] = [of(narrative), of(scenes) ?? null];
    const words = told ?? of(outlined);
    return {
      index,
      label: told?.label ?? `Scene ${index}`,
      title: words?.title ?? "",
      narrative: words?.narrative ?? "",
      emotion: told?.emotion ?? "",
      frames: told?.duration_frames ?? null,
      state: stateOf(snapshot, index, Boolean(words), made),
      made,
    };
  });
}

/**
 * @param {Snapshot} snapshot
 * @param {number} index
 * @param {boolean} told whether it has its words
 * @param {any} made
 */
function stateOf({ steps, timing }, index, told, made) {
  const step = steps.find(({ id }) => id === `scene:${index}`)?.state;
  if (step === "running" || step === "retrying") return made ? "being made again" : "being made";
  if (step === "pending" && made) return "to be made again";
  if (made) return made.degraded ? "plain" : "made";
  if (step === "failed") return "failed";
  if (timing.ended_at !== null) return "not made";
  return told ? "told" : "expected";
}

/** Videos have 30 frames a second. @param {number} frames */
export function seconds(frames) {
  return `${Number((frames / 30).toFixed(1))} s`;
}
