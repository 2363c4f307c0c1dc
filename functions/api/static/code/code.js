/** A code project while it is made: its files, the one being written, and what the checks found. */

import { h, keyed, put, set, show } from "../page/dom.js";
import { createAgain } from "../run/again.js";
import { isClosed } from "../tailrace.js";
import { createAbout } from "./about.js";
import { createChecks } from "./checks.js";
import { createTree, stateOf } from "./tree.js";
import { createViewer } from "./viewer.js";

/** @typedef {import("../run/context.js").Snapshot} Snapshot */
/** @typedef {import("../fold/types.js").CodeFile} File */

/**
 * @param {import("../run/context.js").Context} context
 * @returns {import("../run/context.js").KindView}
 */
export function create(context) {
  /** The file that a person chose; "" follows what is written. */
  let chosen = "";
  let shown = "";
  /** @type {Snapshot} */
  let latest;

  const about = createAbout();
  const tree = createTree(choose);
  const ghosts = h("div", { class: "stack", "aria-hidden": "true" }, ...[70, 85, 55].map(ghost));
  const count = h("p", { class: "small soft number" });
  const side = h("div", { class: "stack" }, h("h2", null, "Files"), count, tree.element, ghosts);
  const viewer = createViewer(context.announce);
  const follow = h("button", { class: "plain", onclick: () => choose(chosen ? "" : shown) }, "Follow");
  viewer.tools.prepend(follow);
  const again = createAgain(context, "file", () => "Make this file again");
  const work = h(
    "section",
    { class: "panel code-work" },
    side,
    h("div", { class: "stack" }, viewer.element, again.element),
  );

  const checks = createChecks(({ path, line }) => {
    choose(path ?? "");
    viewer.reveal(line ?? 1);
  });
  const repairs = h("ul", { class: "small" });
  const repaired = h("div", null, h("h3", null, "Repairs"), repairs);
  const checked = h("section", { class: "panel stack" }, h("h2", null, "Checks"), checks.element, repaired);

  /** @param {string} path */
  function choose(path) {
    chosen = path;
    render();
  }

  function render() {
    const closed = isClosed(latest);
    const rounds = latest.steps.filter(({ id }) => id.startsWith("repair:") || id === "recheck");
    const atWork = rounds.filter(({ state }) => state === "running" || state === "retrying").map(({ id }) => id);
    about.update(latest, closed);
    showFiles(closed, (file) => stateOf(file, atWork.includes(`repair:${file.path}`), closed));
    checks.update(latest.parts.validation);
    keyed(repairs, rounds, ({ id }) => id, repair);
    show(repaired, rounds.length);
    show(checked, latest.parts.validation.length + rounds.length);
  }

  /** @param {boolean} closed @param {(file: File) => string} state */
  function showFiles(closed, state) {
    /** @type {{ files: File[], summary: string | null }} */
    const { files, summary } = latest.parts;
    const made = files.filter((file) => file.content !== null);
    const busy = files.filter((file) => file.draft !== null);
    put(count, summary === null ? "" : `${made.length} of ${files.length} complete`);
    show(ghosts, summary === null && !closed);

    const at = (/** @type {string} */ path) => files.find((file) => file.path === path);
    // Who follows stays with a file until it is complete.
    const before = closed && at(shown)?.content === null ? undefined : at(shown);
    const followed = before?.draft == null ? (busy[0] ?? before ?? made[0]) : before;
    const file = chosen ? at(chosen) : followed;
    shown = file?.path ?? "";
    tree.update(files, shown, state);
    show(viewer.element, file);
    if (file) {
      // What there was stays in sight until something stands in its place.
      const text = file.draft || (file.content ?? "");
      const writing = file.draft !== null && text !== file.content;
      const now = state(file);
      viewer.update({ path: shown, text, writing, purpose: file.purpose, note: now === "completed" ? "" : now });
    }
    set(follow, { "aria-pressed": String(!chosen) });
    show(follow, busy.length > 0);
    const id = `file:${shown}`;
    again.update(
      id,
      latest,
      latest.steps.some((step) => step.id === id),
    );
  }

  return {
    element: h("div", { class: "stack code" }, about.element, work, checked),
    update(snapshot) {
      latest = snapshot;
      render();
    },
  };
}

/** @param {number} width */
function ghost(width) {
  return h("div", { class: "ghost code-ghost", style: { width: `${width}%` } });
}

/** A step of a repair round. */
function repair() {
  const element = h("li");
  /** @param {Snapshot["steps"][number]} step */
  const update = ({ label, state, error }) => put(element, `${label}: ${state}${error ? ` (${error.message})` : ""}`);
  return { element, update };
}
