/** A run's own page: how it is opened. */

import { h } from "../page/dom.js";
import { recall } from "../page/stored.js";
import { loadStyle } from "../page/style.js";
import { connect } from "../tailrace.js";
import { page } from "./page.js";

/** @typedef {import("../page/app.js").App} App */
/** @typedef {import("../client/run.js").Run} Run */

const DAY_MS = 86_400_000;

/**
 * @param {App} app
 * @param {Record<string, string>} params
 * @returns {Promise<import("../page/app.js").View>}
 */
export async function create(app, { id }) {
  await loadStyle("../run/run.css");
  const opened = open(app, id);
  return opened ? page(app, opened.run, opened.canControl) : locked(app, id);
}

/**
 * By a read link, by the key, or by what was kept when the run was started here.
 * @param {App} app
 * @param {string} id
 * @returns {{ run: Run, canControl: boolean } | null}
 */
function open(app, id) {
  const link = new URLSearchParams(location.hash.slice(1)).get("token");
  const stored = recall(`run.${id}`);
  const access = stored && Date.now() - new Date(stored.at).getTime() < DAY_MS ? stored : null;
  if (link) return { run: connect({}).open(id, { token: link }), canControl: false };
  if (app.hasKey()) return { run: app.client.open(id, access ?? {}), canControl: true };
  return access && { run: connect({}).open(id, access), canControl: false };
}

/** @param {App} app @param {string} id */
function locked(app, id) {
  const text = "It opens with the API key that it was started with, or with a read link.";
  const enter = async () => {
    if (await app.needKey("It opens the runs that were started with it.")) app.go(`/runs/${id}`);
  };
  const use = h("button", { class: "primary", onclick: enter }, "Use a key");
  const title = "This run needs a key";
  return {
    title,
    element: h(
      "section",
      { class: "panel stack" },
      h("h1", null, title),
      h("p", null, text),
      h("div", { class: "row" }, use),
    ),
  };
}
