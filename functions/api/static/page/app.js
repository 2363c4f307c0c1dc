/** The page's frame: which view an address shows, the key, the theme, and what screen readers are told. */

import { connect } from "../tailrace.js";
import { h, put } from "./dom.js";
import { apiKey, askForKey } from "./key.js";
import { keep, recall } from "./stored.js";

/**
 * What every view may use.
 * @typedef {object} App
 * @property {import("../client/client.js").Client} client asks with the key that there is now
 * @property {() => boolean} hasKey
 * @property {(reason: string) => Promise<boolean>} needKey asks for a key; whether there is a new one
 * @property {(path: string) => void} go to another address of the page
 * @property {(text: string) => void} announce tells screen readers, politely
 */

/**
 * What an address shows. `destroy` ends whatever it has begun.
 * @typedef {{ title: string, element: HTMLElement, destroy?: () => void }} View
 */

/** @typedef {{ create: (app: App, params: Record<string, string>) => View | Promise<View> }} ViewModule */

/** @type {[RegExp, () => Promise<ViewModule>][]} */
const VIEWS = [
  [/^\/$/, () => import("../start/start.js")],
  [/^\/runs\/?$/, () => import("../history/history.js")],
  [/^\/runs\/(?<id>[^/]+)\/?$/, () => import("../run/run.js")],
];

const main = /** @type {HTMLElement} */ (document.getElementById("main"));
const announcer = /** @type {HTMLElement} */ (document.getElementById("announce"));

let client = connect({ key: apiKey() });

/** @type {App} */
const app = {
  get client() {
    return client;
  },
  hasKey: () => apiKey() !== null,
  async needKey(reason) {
    const key = await askForKey(reason);
    if (key) client = connect({ key });
    navigation();
    return key !== null;
  },
  go(path) {
    history.pushState(null, "", path);
    void showView();
  },
  announce(text) {
    announcer.textContent = text;
  },
};

/** @type {View | null} */
let shown = null;
let visit = 0;

/** @param {boolean} [byPerson] whether focus goes to the new view, as after following a link */
async function showView(byPerson = true) {
  visit += 1;
  const mine = visit;
  const [params, load] = match(location.pathname);
  const view = load ? await made(load, params) : missing();
  if (mine !== visit) {
    view.destroy?.();
    return;
  }
  shown?.destroy?.();
  shown = view;
  document.title = view.title === "Tailrace" ? view.title : `${view.title} · Tailrace`;
  main.replaceChildren(view.element);
  navigation();
  if (byPerson) {
    scrollTo(0, 0);
    main.focus({ preventScroll: true });
  }
}

/**
 * @param {string} path
 * @returns {[Record<string, string>, (() => Promise<ViewModule>) | null]}
 */
function match(path) {
  for (const [pattern, load] of VIEWS) {
    const found = pattern.exec(path);
    if (found) return [{ ...found.groups }, load];
  }
  return [{}, null];
}

/**
 * @param {() => Promise<ViewModule>} load
 * @param {Record<string, string>} params
 * @returns {Promise<View>}
 */
async function made(load, params) {
  try {
    return await (await load()).create(app, params);
  } catch (error) {
    console.error(error);
    return sorry("This did not work", error instanceof Error ? error.message : String(error));
  }
}

/** @returns {View} */
function missing() {
  return sorry("There is nothing here", `No page has the address ${location.pathname}.`);
}

/**
 * @param {string} title
 * @param {string} detail
 * @returns {View}
 */
function sorry(title, detail) {
  const again = h("button", { onclick: () => location.reload() }, "Load again");
  const home = h("a", { class: "button", href: "/", "data-route": true }, "Start");
  const element = h("section", { class: "panel stack" }, h("h1", null, title), h("p", null, detail));
  element.append(h("div", { class: "row" }, again, home));
  return { title, element };
}

function navigation() {
  const nav = /** @type {HTMLElement} */ (document.getElementById("nav"));
  const here = location.pathname;
  const links = [
    ["/", "New"],
    ["/runs", "Runs"],
  ].map(([path, text]) =>
    h(
      "a",
      { class: "button plain", href: path, "data-route": true, "aria-current": here === path ? "page" : null },
      text,
    ),
  );
  const name = THEMES[themeName()];
  const sign = h("span", { "aria-hidden": "true" }, "◐");
  const theme = h("button", { class: "plain", onclick: switchTheme, "aria-label": `Colours: ${name}` }, sign, name);
  put(nav, ...links, h("a", { class: "button plain", href: "/docs" }, "API"), theme);
}

/** By what `color-scheme` calls them, what people do. */
const THEMES = { system: "Auto", light: "Light", dark: "Dark" };

/** @returns {keyof typeof THEMES} */
function themeName() {
  const kept = recall("theme");
  return kept in THEMES ? kept : "system";
}

function switchTheme() {
  const names = /** @type {(keyof typeof THEMES)[]} */ (Object.keys(THEMES));
  const next = names[(names.indexOf(themeName()) + 1) % names.length];
  keep("theme", next === "system" ? null : next);
  paint();
  navigation();
  /** @type {HTMLElement | null} */ (document.querySelector("#nav button"))?.focus();
}

function paint() {
  const theme = themeName();
  if (theme === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}

document.addEventListener("click", (event) => {
  const link = event.target instanceof Element ? event.target.closest("a[data-route]") : null;
  const elsewhere = event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || event.button !== 0;
  if (!(link instanceof HTMLAnchorElement) || elsewhere || event.defaultPrevented) return;
  event.preventDefault();
  if (link.pathname + link.search + link.hash !== location.pathname + location.search + location.hash) {
    app.go(link.pathname + link.search + link.hash);
  }
});
addEventListener("popstate", () => void showView());

paint();
void showView(false);
