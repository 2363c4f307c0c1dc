/** What a person can do with a run. What few do is loaded when they do it. */

import { h, keyed, set, show } from "../page/dom.js";
import { isOpen, made } from "./words.js";

/**
 * @typedef {object} Deeds
 * @property {import("../page/app.js").App} app
 * @property {import("../client/run.js").Run} run
 * @property {import("./context.js").Context["act"]} act
 * @property {(text: string, tone?: string, button?: HTMLElement) => void} say tells the person
 * @property {() => import("./context.js").Snapshot} snapshot
 */

/** @param {Deeds} deeds */
export function actions(deeds) {
  const { act, run, say } = deeds;
  /** @param {string} label @param {(doing: typeof import("./doing.js")) => unknown} work */
  const later = (label, work) => async () => act(label, async () => work(await import("./doing.js")));

  const cancel = h("button", { class: "danger" }, "Cancel");
  cancel.addEventListener("click", () => once(cancel, () => act("Cancelling", () => run.cancel())));
  const share = h("button", { onclick: later("Sharing", (doing) => doing.share(deeds)) }, "Share");
  const files = h("span", {
    class: "row run-files",
    role: "group",
    "aria-label": "Download",
  });
  const another = h("button", { onclick: later("This", (doing) => doing.another(deeds)) }, "Start another like this");
  const remove = h(
    "button",
    {
      class: "danger",
      onclick: later("Deleting", (doing) => doing.remove(deeds)),
    },
    "Delete",
  );
  const more = h(
    "details",
    { class: "run-more" },
    h("summary", { class: "button" }, "More"),
    h("div", { class: "panel" }, another, remove),
  );
  more.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    more.open = false;
    more.querySelector("summary")?.focus();
  });
  more.addEventListener("focusout", (event) => {
    if (!(event.relatedTarget instanceof Node && more.contains(event.relatedTarget))) more.open = false;
  });
  let reason = "";

  /** @param {import("./context.js").KindInfo["export_formats"][number]} format */
  function file({ name }) {
    const element = h("button", { class: "small" }, `↓ ${name.toUpperCase()}`);
    element.addEventListener("click", () => {
      if (reason) say(reason);
      else
        void once(
          element,
          later("The download", (doing) => doing.download(run, name)),
        );
    });
    const update = () => {
      const label = `Download ${name.toUpperCase()}`;
      set(element, {
        "aria-disabled": reason ? "true" : null,
        "aria-label": label,
        title: reason || null,
      });
    };
    return { element, update };
  }

  return {
    element: h("div", { class: "row run-actions" }, cancel, share, files, more),
    /** @param {import("./context.js").Snapshot} snapshot @param {import("./context.js").KindInfo | null} kind */
    update(snapshot, kind) {
      if (!isOpen(snapshot) && document.activeElement === cancel) share.focus();
      show(cancel, isOpen(snapshot));
      reason = made(snapshot) ? "" : "There is nothing to download yet.";
      keyed(files, kind?.export_formats ?? [], (format) => format.name, file);
    },
  };
}

/**
 * A button does one thing at a time.
 * @param {HTMLButtonElement} button
 * @param {() => Promise<unknown>} work
 */
export async function once(button, work) {
  if (button.ariaBusy === "true") return;
  button.ariaBusy = "true";
  await work();
  button.ariaBusy = null;
}
