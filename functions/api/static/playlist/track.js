/** What a playlist's parts are, and how they are said. */

import { plural, providerName } from "../page/words.js";
import { isClosed } from "../tailrace.js";

/** @import { Choice, Enrichment, List, Track, Transition } from "./types.js" */

/** @type {Record<string, string>} */
const KEYS = { perfect: "same key", compatible: "keys fit", warning: "keys rub", clash: "keys clash" };

/** @param {string} name such as `slow_burn` */
export const worded = (name) => name.charAt(0).toUpperCase() + name.slice(1).replaceAll("_", " ");

/** @param {number | null} seconds */
export function clock(seconds) {
  if (seconds === null) return "length unknown";
  const whole = Math.round(seconds);
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  const rest = String(whole % 60).padStart(2, "0");
  return hours ? `${hours}:${String(minutes).padStart(2, "0")}:${rest}` : `${minutes}:${rest}`;
}

/**
 * How long these play; what is unknown is counted, not guessed.
 * @param {Choice[]} choices
 */
export function length(choices) {
  const known = choices.flatMap(({ track }) => track.duration_s ?? []);
  const unknown = choices.length - known.length;
  if (!known.length) return unknown ? "length unknown" : "";
  const total = clock(known.reduce((sum, seconds) => sum + seconds, 0));
  return unknown ? `${total} and ${unknown} of unknown length` : total;
}

/** @param {Track} track */
export const tempo = (track) => (track.bpm === null ? "tempo unknown" : `${Math.round(track.bpm * 10) / 10} BPM`);

/** @param {Track} track */
export const key = (track) => [track.key, track.camelot].filter(Boolean).join(" · ") || "key unknown";

/** @param {Transition} transition */
export function joint({ type, duration_beats, key_compatibility, bpm_difference, energy_gap, score }) {
  const apart =
    bpm_difference === null ? "tempo unknown" : bpm_difference ? `${bpm_difference} BPM apart` : "same tempo";
  const harmony = KEYS[key_compatibility] ?? "key unknown";
  return `energy ${energy_gap} apart, ${apart}, ${harmony} · ${type} over ${duration_beats} beats · score ${score}`;
}

/**
 * What is known of a track's video.
 * @param {Enrichment | null} video
 * @param {boolean} over whether nothing more comes
 */
export function videoState(video, over) {
  if (!video) return over ? "No video was looked for" : "";
  if (video.status === "resolved") return "";
  return video.message ?? "No video found";
}

/**
 * How far a provider's list is.
 * @param {string} provider
 * @param {List} list
 * @param {{ status: string, expected: { parts: number }, steps: { id: string, provider?: string | null }[] }} run
 */
export function progress(provider, list, run) {
  const of = `${list.tracks.length} of ${run.expected.parts}`;
  if (list.state === "failed")
    return `Failed${list.tracks.length ? ` with ${of}` : ""}: ${list.error?.message ?? "reason unknown"}`;
  if (list.state === "completed") {
    const helpers = [...new Set(list.tracks.flatMap(({ made_by }) => made_by ?? []))].map(providerName);
    const made = `Complete, ${plural(list.tracks.length, "track")}`;
    return helpers.length ? `${made}; completed by ${helpers.join(" and ")}` : made;
  }
  if (isClosed(run)) return list.tracks.length ? `Stopped at ${of}` : "Not begun";
  if (list.state === "waiting") return list.tracks.length ? `Waiting with ${of}` : "Waiting";
  const at = run.steps.find(({ id }) => id === `generate:${provider}`)?.provider;
  const maker = at && at !== provider ? `${providerName(at)} is completing it` : "Working";
  return `${maker}, ${of}${list.error ? ` (${list.error.message})` : ""}`;
}
