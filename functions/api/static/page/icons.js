/** A sign for each state of a step or a run. It stands beside the word for it. */

import { svg } from "../page/dom.js";

const RING = "M8 2.5a5.5 5.5 0 1 0 0 11a5.5 5.5 0 1 0 0-11";
const ARC = "M8 2.5a5.5 5.5 0 1 1-5.5 5.5";
const TICK = "M3 8.5l3.2 3.2L13 4.8";
const CROSS = "M4 4l8 8M12 4l-8 8";

/** @type {Record<string, string>} */
const PATHS = {
  pending: RING,
  queued: RING,
  running: ARC,
  retrying: `${ARC}M2.5 4v4h4`,
  completed: TICK,
  degraded: "M8 2v8M8 13v.5",
  failed: CROSS,
  cancelled: "M4.5 4.5h7v7h-7z",
  stopped: "M4.5 4.5h7v7h-7z",
  skipped: "M3.5 8h9",
};

/** @param {string} state */
export function icon(state) {
  const path = svg("path", { d: PATHS[state] ?? RING });
  return svg("svg", { class: `icon ${state}`, viewBox: "0 0 16 16", "aria-hidden": true }, path);
}
