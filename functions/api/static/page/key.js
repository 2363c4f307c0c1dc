/** The API key: where it is kept, and the dialog that asks for it. */

import { h } from "./dom.js";
import { keep, recall } from "./stored.js";

/**
 * The key, if there is one. An address that ends with `#key=…` brings it along, and loses it at once, so that it does
 * not stay in the address bar, the history or a shared link.
 * @returns {string | null}
 */
export function apiKey() {
  const brought = new URLSearchParams(location.hash.slice(1)).get("key");
  if (brought) {
    keep("key", brought);
    history.replaceState(history.state, "", location.pathname + location.search);
  }
  return recall("key");
}

/**
 * Ask for a key. Answers it, or null if the person would rather not.
 * @param {string} reason why it is asked for
 * @returns {Promise<string | null>}
 */
export function askForKey(reason) {
  const field = h("input", {
    id: "api-key",
    type: "password",
    autocomplete: "off",
    spellcheck: "false",
    required: true,
  });
  const form = h(
    "form",
    { method: "dialog", class: "stack" },
    h("h2", { id: "key-title" }, "Your API key"),
    h("p", { class: "soft" }, reason),
    h("label", { for: "api-key" }, "API key"),
    field,
    h("p", { class: "small soft" }, "It is kept in this browser, and sent to this address only."),
    h(
      "div",
      { class: "row" },
      h("button", { class: "primary", value: "use" }, "Use this key"),
      h("button", { value: "", formnovalidate: true }, "Not now"),
    ),
  );
  const dialog = h("dialog", { "aria-labelledby": "key-title" }, form);
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      const key = dialog.returnValue === "use" ? field.value.trim() : "";
      if (key) keep("key", key);
      resolve(key || null);
    });
  });
}
