/** Sharing, downloading, deleting a run, and starting one like it. */

import { h } from "../page/dom.js";
import { keep } from "../page/stored.js";

/** @typedef {import("./actions.js").Deeds} Deeds */

/** A link that opens this run, and only this one. @param {Deeds} deeds */
export async function share({ run, say }) {
  const { read_token: token, expires_at: end } = await run.share();
  const link = `${location.origin}/runs/${run.id}#token=${token}`;
  const until = new Date(end).toLocaleString(undefined, { dateStyle: "medium", timeStyle: "short" });
  const terms = `Whoever has it can read this run and no other, until ${until}.`;
  try {
    await navigator.clipboard.writeText(link);
    say(`The read link is copied. ${terms}`, "good");
  } catch {
    const field = h("input", {
      readonly: true,
      value: link,
      "aria-label": "Read link",
      onfocus: () => field.select(),
    });
    const close = h("button", { class: "primary", value: "" }, "Close");
    await dialog("Read link", terms, field, close);
  }
}

/** @param {Deeds["run"]} run @param {string} format */
export async function download(run, format) {
  const { name, blob } = await run.export(format);
  const address = URL.createObjectURL(blob);
  h("a", { href: address, download: name }).click();
  // The browser has begun by then, and keeps what it needs.
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

/** @param {Deeds} deeds */
export async function remove({ app, run }) {
  const remove = h("button", { class: "danger", value: "delete" }, "Delete this run");
  const answer = await dialog(
    "Delete this run?",
    "Its events and everything that it made will be gone, for everybody.",
    remove,
    h("button", { value: "" }, "Keep it"),
  );
  if (answer !== "delete") return;
  await run.remove();
  keep(`run.${run.id}`, null);
  app.go("/runs");
}

/** @param {Deeds} deeds */
export function another({ app, snapshot }) {
  const { kind, input } = snapshot();
  keep(`draft.${kind}`, input);
  app.go(`/?kind=${kind}`);
}

/**
 * @param {string} title
 * @param {string} text
 * @param {...HTMLElement} controls
 * @returns {Promise<string>} the value of the button that closed it
 */
function dialog(title, text, ...controls) {
  const form = h(
    "form",
    { method: "dialog", class: "stack" },
    h("h2", { id: "run-dialog" }, title),
    h("p", null, text),
  );
  form.append(h("div", { class: "row" }, ...controls));
  const element = h("dialog", { "aria-labelledby": "run-dialog" }, form);
  document.body.append(element);
  element.showModal();
  return new Promise((resolve) => {
    element.addEventListener("close", () => {
      element.remove();
      resolve(element.returnValue);
    });
  });
}
