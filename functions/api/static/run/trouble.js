/** Why a run cannot be followed, and what may help. */

import { h } from "../page/dom.js";
import { problem } from "../page/words.js";

/**
 * @param {unknown} error
 * @param {object} page
 * @param {import("../page/app.js").App} page.app
 * @param {boolean} page.canControl
 * @param {HTMLElement} page.element
 * @param {import("./actions.js").Deeds["say"]} page.say
 * @param {() => void} page.again
 */
export function explain(error, { app, canControl, element, say, again }) {
  const { status } = /** @type {{ status?: number }} */ (error);
  if (status === 404) {
    element.replaceChildren(missing());
    document.title = "No such run · Tailrace";
    return;
  }
  const why = status === 401 && !canControl ? "the read link is not valid, or not any more" : problem(error);
  const newKey = async () => {
    if (await app.needKey("The one that is kept here is not valid.")) app.go(location.pathname);
  };
  const button =
    status === 401 && canControl
      ? h("button", { onclick: newKey }, "Use another key")
      : h("button", { onclick: again }, "Try again");
  say(`The run cannot be followed: ${why}`, "bad", button);
}

function missing() {
  const links = [
    h("a", { class: "button", href: "/runs", "data-route": true }, "Your runs"),
    h("a", { class: "button", href: "/", "data-route": true }, "Start a run"),
  ];
  const title = h("h1", null, "There is no such run, or it is not yours");
  const text = h("p", null, "It may have been deleted, or its time is over: runs are kept for a while only.");
  return h("section", { class: "panel stack" }, title, text, h("div", { class: "row" }, ...links));
}
