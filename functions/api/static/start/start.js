/** Where runs begin: what can be made (`/`), and the form of the kind that was chosen (`/?kind=playlist`). */

import { h, put } from "../page/dom.js";
import { loadStyle } from "../page/style.js";
import { landing } from "./landing.js";
import { inOrder } from "./looks.js";

/** @typedef {import("../page/app.js").App} App */
/** @typedef {import("../run/context.js").KindInfo} KindInfo */

/** @type {WeakMap<object, Promise<KindInfo[]>>} by client: another key, another deployment's kinds */
const known = new WeakMap();

/** @param {App} app */
function kindsOf({ client }) {
  const kinds = known.get(client) ?? client.kinds().then(inOrder);
  known.set(client, kinds);
  kinds.catch(() => known.delete(client));
  return kinds;
}

/**
 * @param {App} app
 * @returns {Promise<import("../page/app.js").View>}
 */
export async function create(app) {
  if (app.hasKey()) void kindsOf(app);
  const name = new URLSearchParams(location.search).get("kind");
  const [making] = await Promise.all([name ? import("./making.js") : null, loadStyle("../start/start.css")]);
  const region = h("div", { class: "region" });
  const page = making ? null : landing(region);
  void offer(app, region, (kinds) => {
    const kind = kinds.find((each) => each.name === name) ?? kinds[0];
    return page?.cards(kinds) ?? making?.making(app, kinds, kind) ?? region;
  });
  return { title: name ? `New ${name}` : "Tailrace", element: page?.element ?? region };
}

/**
 * Show what is made of the kinds as soon as they are there, or why they are not.
 * @param {App} app
 * @param {HTMLElement} region
 * @param {(kinds: KindInfo[]) => Node | Promise<Node>} draw
 * @returns {Promise<void>}
 */
async function offer(app, region, draw) {
  const again = () => offer(app, region, draw);
  if (!app.hasKey()) return put(region, keyless(app, again));
  const ghosts = Array.from({ length: 5 }, () => h("div", { class: "ghost" }));
  put(region, h("p", { class: "unseen" }, "Loading what can be made"), h("div", { class: "cards" }, ...ghosts));
  try {
    put(region, await draw(await kindsOf(app)));
  } catch (error) {
    if (/** @type {any} */ (error)?.status === 401)
      return put(region, keyless(app, again, "This key was not accepted."));
    put(region, trouble(error, again));
  }
}

/**
 * @param {App} app
 * @param {() => Promise<void>} then
 * @param {string} [why]
 */
function keyless(app, then, why = "") {
  const text = `${why} What can be made, and the making of it, belong to an API key of this deployment.`.trim();
  const ask = async () => {
    if (await app.needKey("It starts runs in your name, and shows the runs that are yours.")) await then();
  };
  const button = h("button", { class: "primary", onclick: ask }, "Give an API key");
  return h("div", { class: "panel gate" }, h("p", null, text), button);
}

/**
 * @param {unknown} error
 * @param {() => Promise<void>} again
 */
function trouble(error, again) {
  const text = error instanceof Error ? error.message : String(error);
  const detail = h("p", { class: "small" }, text);
  const notice = h("div", { class: "notice bad stack" }, h("p", null, "What can be made could not be loaded."), detail);
  notice.append(h("div", { class: "row" }, h("button", { onclick: again }, "Try again")));
  return notice;
}
