/** The project's files by folder: a list of buttons that grows. */

import { h, keyed, put, set } from "../page/dom.js";
import { size } from "../page/words.js";

/** @typedef {import("../fold/types.js").CodeFile} File */
/** @typedef {{ path: string, folder: string, name: string, depth: number, file: File | null }} Row */

/**
 * The rows of the tree: in every folder its folders first, then its files, by name.
 * @param {File[]} files
 * @returns {Row[]}
 */
export function rowsOf(files) {
  /** @type {Map<string, Row>} */
  const rows = new Map();
  for (const file of files) {
    const names = file.path.split("/");
    names.forEach((name, depth) => {
      const folder = names
        .slice(0, depth)
        .map((one) => `${one}/`)
        .join("");
      const path = folder + name + (depth < names.length - 1 ? "/" : "");
      rows.set(path, { path, folder, name, depth, file: path === file.path ? file : null });
    });
  }
  // A folder sorts before the files beside it.
  const order = (/** @type {Row} */ { path }) => path.replace(/[^/]*\//g, "\0$&");
  return [...rows.values()].sort((a, b) => (order(a) < order(b) ? -1 : 1));
}

/**
 * What becomes of a file, in a word.
 * @param {File} file
 * @param {boolean} [repairing]
 * @param {boolean} [closed] whether the run is over
 */
export function stateOf(file, repairing, closed) {
  if (file.draft === null) return closed && file.state === "planned" ? "not made" : file.state;
  if (file.content === null) return "writing";
  return repairing ? "being repaired" : "being made again";
}

/** @param {(path: string) => void} choose */
export function createTree(choose) {
  const list = h("ul", { class: "code-tree" });
  let current = "";
  /** @type {(file: File) => string} */
  let state = stateOf;

  /**
   * @param {File[]} files
   * @param {string} shown the path of the file in the viewer
   * @param {(file: File) => string} said a file's state
   */
  function update(files, shown, said) {
    current = shown;
    state = said;
    keyed(
      list,
      rowsOf(files),
      ({ path }) => path,
      (row) => (row.file ? button(row) : folder(row)),
    );
  }

  /** @param {Row} row */
  function button({ path, folder, name, depth }) {
    const end = h("span", { class: "small soft" });
    const said = [h("span", null, h("span", { class: "unseen" }, folder), h("span", { class: "mono" }, name)), end];
    const element = h("button", { class: "plain", style: { "--depth": depth }, onclick: () => choose(path) }, said);
    /** @param {Row} row */
    function show({ file }) {
      if (!file) return;
      const word = state(file);
      const measured = word === "completed" && file.bytes !== null;
      const here = path === current;
      if (here && !element.hasAttribute("aria-current")) list.scrollTop = element.offsetTop - list.clientHeight / 2;
      set(element, { "aria-current": here ? "true" : null, "data-state": word, title: file.purpose });
      put(end, measured ? size(file.bytes ?? 0) : word);
      set(end, { title: measured ? word : null });
    }
    return { element: h("li", { class: "fresh" }, element), update: show };
  }

  return { element: h("nav", { "aria-label": "Files" }, list), update };
}

/** @param {Row} row */
function folder({ name, depth }) {
  return { element: h("li", { class: "mono soft code-folder fresh", style: { "--depth": depth } }, `${name}/`) };
}
