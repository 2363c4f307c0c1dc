/** What the page says of a run: its title, its state, what was kept. Pure functions of the snapshot. */

import { plural } from "../page/words.js";
import { isClosed } from "../tailrace.js";

/** @typedef {import("./context.js").Snapshot} Snapshot */
/** @typedef {Snapshot["steps"][number]} Step */
/** @typedef {"queued" | "running" | "completed" | "degraded" | "cancelled" | "failed"} State */

/** What a run is about. @param {Snapshot} snapshot */
export function titleOf(snapshot) {
  const { kind, parts } = snapshot;
  const input = snapshot.input ?? {};
  const said = {
    playlist: () => input.prompt ?? input.long_form_input,
    code: () => parts.summary?.split(/[:.]\s/, 1)[0] ?? input.prompt,
    video: () => parts.brand?.name?.text ?? parts.site?.title ?? input.url ?? input.text,
    plan: () => parts.title,
    vision: () => parts.company ?? input.company_name,
  }[/** @type {string} */ (kind)];
  const text = said?.();
  return typeof text === "string" && text.trim() ? shortened(text.trim(), 110) : null;
}

/** @param {string} text @param {number} length */
function shortened(text, length) {
  const line = text.split("\n", 1)[0];
  if (line.length <= length) return line;
  const cut = line.lastIndexOf(" ", length);
  return `${line.slice(0, cut > length / 2 ? cut : length)}…`;
}

const PARTS = { playlist: "track", code: "file", video: "scene", plan: "day" };

/** How many parts are there. @param {Snapshot} snapshot */
export function made(snapshot) {
  const { parts } = snapshot;
  /** @param {any[]} all */
  const complete = (all) => all.filter((part) => part.content !== null).length;
  const counts = {
    playlist: () => parts.tracks.length,
    code: () => complete(parts.files),
    video: () => parts.scenes.length,
    plan: () => complete(parts.days),
    vision: () =>
      complete([...Object.values(parts.sections), parts.one_pager]) + (parts.qa ? 1 : 0) + (parts.scores ? 1 : 0),
  };
  return counts[/** @type {keyof typeof counts} */ (snapshot.kind)]?.() ?? 0;
}

/** What a run that ended early leaves. @param {Snapshot} snapshot */
export function kept(snapshot) {
  const name = PARTS[/** @type {keyof typeof PARTS} */ (snapshot.kind)] ?? "part";
  const there = made(snapshot);
  const all = Math.max(snapshot.expected.parts, there);
  if (there === 0) return `No ${name} was complete.`;
  return `${there} of ${plural(all, name)} ${there === 1 ? "is" : "are"} kept.`;
}

/** @param {Snapshot} snapshot @returns {State} */
export function stateOf(snapshot) {
  if (snapshot.status === "completed" && snapshot.degraded.length) return "degraded";
  return /** @type {State} */ (snapshot.status);
}

/** @type {Record<State, { word: string, tone: string }>} */
export const STATES = {
  queued: { word: "Waiting to start", tone: "" },
  running: { word: "Running", tone: "busy" },
  completed: { word: "Done", tone: "good" },
  degraded: { word: "Done, with something missing", tone: "warn" },
  cancelled: { word: "Cancelled", tone: "" },
  failed: { word: "Failed", tone: "bad" },
};

/** @param {Snapshot} snapshot */
export function isOpen(snapshot) {
  return !isClosed(snapshot);
}

/**
 * What the browser's tab says.
 * @param {Snapshot} snapshot
 * @param {string} title
 */
export function tabTitle(snapshot, title) {
  const state = stateOf(snapshot);
  const now = state === "running" ? `${snapshot.progress} %` : STATES[state].word.split(",")[0];
  return `${now} · ${title} · Tailrace`;
}

/**
 * What a step says of its work; that it asks a model is no news.
 * @param {Step} step
 */
export function says({ message, model, label }) {
  return message && message !== label && !(model && message.includes(model)) ? message : null;
}

/** What is on just now, by the step that began last; null when nothing is at work. @param {Snapshot} snapshot */
export function now(snapshot) {
  const working = snapshot.steps.filter((step) => step.state === "running" || step.state === "retrying");
  if (!working.length) return null;
  const latest = working.reduce((a, b) => ((b.started_at ?? "") > (a.started_at ?? "") ? b : a));
  const more = working.length > 1 ? ` and ${working.length - 1} more` : "";
  return `${says(latest) ?? latest.label}${more}`;
}
