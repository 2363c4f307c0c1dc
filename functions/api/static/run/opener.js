/** What opens the developer drawer: a button, Ctrl or Cmd with Shift and D, `?debug=1`; it is remembered. */

import { h } from "../page/dom.js";
import { recall } from "../page/stored.js";

/**
 * @param {() => unknown} press
 * @param {AbortSignal} signal
 */
export function opener(press, signal) {
  const keys = "Control+Shift+D Meta+Shift+D";
  const properties = { class: "plain small", onclick: press, "aria-expanded": false, "aria-keyshortcuts": keys };
  const button = h("button", properties, "Developer");
  /** @param {KeyboardEvent} event */
  const pressed = (event) => {
    if (!event.shiftKey || !(event.ctrlKey || event.metaKey) || event.code !== "KeyD") return;
    event.preventDefault();
    press();
  };
  document.addEventListener("keydown", pressed, { signal });
  const wanted = recall("drawer") === true || new URLSearchParams(location.search).has("debug");
  return { button, press, wanted };
}
