/**
 * The parts of a video: the site, its brand, the story, and the scenes as they are made.
 *
 * A scene that is made again replaces the one before it when it is there, and not earlier. `outlined` are the words
 * that a broken story has; the whole one takes their place, and so does a story that a person wants to be another.
 */

import { nameAndItem } from "./lookup.js";

/** @import { PartsHandlers, Snapshot, VideoParts } from "./types.js" */

const WEIGHTS = { fetch: 10, brand: 10, narrative: 10, scene: 60, check: 10 };

/** @returns {VideoParts} */
export function empty() {
  const nothing = { site: null, brand: null, confidence: null, outlined: [], narrative: [] };
  return { ...nothing, music: null, notes: [], scenes: [], checks: [] };
}

/**
 * 0–100: a tenth each for the site, the brand, the story and the checks, the rest for the scenes.
 * @param {Snapshot} snapshot
 */
export function progress({ steps }) {
  let total = 0;
  for (const [name, weight] of Object.entries(WEIGHTS)) {
    const named = steps.filter((step) => nameAndItem(step.id)[0] === name);
    const completed = named.filter((step) => step.state === "completed").length;
    if (named.length) total += (weight * completed) / named.length;
  }
  return Math.trunc(total);
}

/** @type {PartsHandlers<VideoParts>} */
export const handlers = {
  "site.fetched"(parts, _event, data) {
    parts.site = data;
  },

  "brand.extracted"(parts, _event, data) {
    parts.brand = data.brand;
    parts.confidence = data.confidence;
  },

  "scene.outlined"(parts, _event, data) {
    parts.outlined.push(data);
  },

  "narrative.completed"(parts, _event, data) {
    parts.outlined = [];
    parts.narrative = data.scenes;
    parts.music = data.music;
    parts.notes = data.notes;
  },

  "scene.completed"(parts, _event, data) {
    const others = parts.scenes.filter((scene) => scene.index !== data.index);
    const before = others.filter((scene) => scene.index < data.index);
    parts.scenes = [...before, data, ...others.slice(before.length)];
  },

  "validation.progress"(parts, _event, data) {
    const place = parts.checks.findIndex((check) => check.stage === data.stage);
    if (place < 0) parts.checks.push(data);
    else parts.checks[place] = data;
  },

  "run.resumed"(parts, _event, data) {
    if (Object.hasOwn(data.feedback ?? {}, "narrative")) parts.outlined = [];
  },
};
