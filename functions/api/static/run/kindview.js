/** The kind's own view of a run, loaded as soon as the kind is known. */

import { h } from "../page/dom.js";
import { loadStyle } from "../page/style.js";

/** @typedef {import("./context.js").KindModule} KindModule */

/** @type {Map<string, Promise<KindModule>>} */
const modules = new Map();

/** @param {string} kind @returns {Promise<KindModule>} */
export function loadKind(kind) {
  const known = modules.get(kind);
  if (known) return known;
  const loading = load(kind);
  modules.set(kind, loading);
  return loading;
}

/** @param {string} kind @returns {Promise<KindModule>} */
async function load(kind) {
  if (!/^[a-z][a-z0-9_]*$/.test(kind)) return { create: plainView };
  try {
    const [module] = await Promise.all([import(`../${kind}/${kind}.js`), loadStyle(`../${kind}/${kind}.css`)]);
    return module;
  } catch {
    modules.delete(kind);
    return { create: plainView };
  }
}

/** Of a kind without a view of its own, or whose view did not load: the parts as they are. */
function plainView() {
  const text = h("pre");
  const why = h("p", { class: "small soft" }, "There is no view for this kind here; these are its parts.");
  /** @param {import("./context.js").Snapshot} snapshot */
  const update = (snapshot) => {
    text.textContent = JSON.stringify(snapshot.parts, null, 2);
  };
  return {
    element: h("section", { class: "panel stack" }, h("h2", null, "Parts"), why, text),
    update,
  };
}
