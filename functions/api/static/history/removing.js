/** Taking a run away, after asking. */

import { h, put, show } from "../page/dom.js";
import { plural } from "../page/words.js";

/**
 * @param {import("../page/app.js").App} app
 * @param {HTMLElement} head where the focus goes when no run is left
 * @param {() => unknown} removed
 * @returns {(row: import("./row.js").Doomed) => void}
 */
export function removing(app, head, removed) {
  return (row) => {
    const parts = row.parts ? ` and the ${plural(row.parts, "part")} that it made` : "";
    const lost = `Its events${parts} are gone for good, and links to it lead nowhere. What it cost stays counted.`;
    const problem = h("p", { class: "notice bad small", hidden: true });
    const go = h("button", { class: "danger", onclick: take }, "Delete");
    const stay = h("button", { onclick: () => dialog.close() }, "Keep it");
    const texts = [h("h2", { id: "doomed" }, "Delete this run?"), h("p", null, row.title)];
    const now = row.isOpen && h("p", { class: "soft" }, "It is still being made, and is cancelled first.");
    const body = h(
      "div",
      { class: "stack" },
      texts,
      now,
      h("p", { class: "soft" }, lost),
      problem,
      h("div", { class: "row" }, go, stay),
    );
    const dialog = h("dialog", { "aria-labelledby": "doomed", onclose: () => dialog.remove() }, body);
    document.body.append(dialog);
    dialog.showModal();
    stay.focus();

    async function take() {
      go.disabled = true;
      try {
        await app.client.remove(row.id);
      } catch (error) {
        // Somebody else has taken it away: that is what was wanted.
        if (/** @type {any} */ (error)?.status !== 404) {
          put(problem, `It could not be deleted: ${error instanceof Error ? error.message : error}`);
          show(problem, true);
          go.disabled = false;
          return;
        }
      }
      const beside = row.element.nextElementSibling ?? row.element.previousElementSibling;
      dialog.close();
      row.element.remove();
      app.announce("The run is deleted.");
      head.tabIndex = -1;
      (beside?.querySelector("a") ?? head).focus();
      removed();
    }
  };
}
