/** The kinds' parts of the fold, each loaded when the first run of its kind is looked at. */

/** @import { KindFold } from "./types.js" */

/** @type {Record<string, () => Promise<KindFold>>} */
const KINDS = {
  code: () => import("./code.js"),
  plan: () => import("./plan.js"),
  playlist: () => import("./playlist.js"),
  video: () => import("./video.js"),
  vision: () => import("./vision.js"),
};

/** @type {Map<string, KindFold>} */
const loaded = new Map();

/**
 * Load what `fold` and `advance` need for runs of this kind. Following, replaying and asking for a run do it themselves.
 * @param {string} name
 */
export async function prepare(name) {
  if (loaded.has(name)) return;
  const load = Object.hasOwn(KINDS, name) ? KINDS[name] : undefined;
  if (!load) throw new RangeError(`This client does not know the kind ${name}`);
  loaded.set(name, await load());
}

/**
 * The fold of this kind's parts.
 * @param {string} name
 */
export function foldOf(name) {
  const kind = loaded.get(name);
  if (!kind) throw new RangeError(`First await prepare("${name}")`);
  return kind;
}
