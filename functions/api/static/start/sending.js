/** The start of a run: sent once, however often it is asked for, and what is said where it does not work. */

import { h, put, set, show } from "../page/dom.js";
import { keep } from "../page/stored.js";
import { keepDraft, keyOf } from "./drafts.js";
import { inWords, sentence } from "./text.js";
import { problems } from "./validate.js";

/** @typedef {import("../page/app.js").App} App */

/**
 * @param {App} app
 * @param {string} kind
 * @param {import("./form.js").Form} form
 * @param {number} providers how many there are to choose from
 */
export function sender(app, kind, form, providers) {
  const button = h("button", { class: "primary" }, "Start");
  const notice = h("div", { class: "notice warn small", hidden: true });
  let busy = false;

  async function send() {
    if (busy) return;
    const request = form.value();
    const found = problems(form.shape, request);
    show(notice, false);
    form.tell(found);
    if (found.length) return app.announce(`Not started: ${found.length} to mend.`);
    busy = true;
    set(button, { "aria-disabled": "true" });
    put(button, "Starting …");
    // It will be needed, whatever is answered.
    import("../run/run.js").catch(() => null);
    try {
      await start(request);
    } catch (error) {
      await failed(error);
    }
    busy = false;
    set(button, { "aria-disabled": null });
    put(button, "Start");
  }

  /** @param {any} request */
  async function start({ input, options = {} }) {
    const { providers: asked = [], ...rest } = options;
    // All of them is what is done without saying so, also when there are more of them one day.
    const order = asked.length && asked.length < providers ? { providers: asked, ...rest } : rest;
    const idempotencyKey = keyOf(kind, { input, order });
    const run = await app.client.start(kind, input, { ...order, idempotencyKey });
    keep(`run.${run.id}`, { token: run.token, stream: run.stream, kind, at: new Date().toISOString() });
    keepDraft(kind, null);
    keep("wish", null);
    app.go(`/runs/${run.id}`);
  }

  /** @param {any} error */
  async function failed(error) {
    // What was refused was not begun: the next order is another one. A 409: the first one is still at it.
    if (error.status >= 400 && error.status < 500 && error.status !== 409) keepDraft(kind, { sent: null });
    if (error.status === 401) {
      const renewed = await app.needKey("The key was not accepted. What you typed is kept.");
      if (renewed) setTimeout(send);
      return;
    }
    if (error.errors?.length) {
      /** @type {import("../client/types.js").FieldError[]} */
      const errors = error.errors;
      form.tell(errors.map(({ loc, msg }) => ({ path: loc.split("."), message: sentence(msg) })));
      return app.announce(`Not started: ${errors.length} to mend.`);
    }
    const [what, next] = advice(error);
    put(notice, h("p", null, h("strong", null, what)), h("p", null, next));
    show(notice, true);
    app.announce(`${what} ${next}`);
  }

  return { button, notice, send };
}

/**
 * What happened, and what can be done.
 * @param {any} error
 * @returns {[string, string]}
 */
function advice({ status, detail, message, retryAfterMs }) {
  const later = retryAfterMs ? `in ${inWords(retryAfterMs)}` : "in a moment";
  const kept = "What you typed is kept.";
  if (!status) return ["The server cannot be reached.", `Look at your connection and start again. ${kept}`];
  const what = sentence(detail ?? message);
  if (status === 402) return [what, `There is a new budget ${later}. ${kept}`];
  if (status === 429 || status >= 500) return [what, `Start again ${later}. ${kept}`];
  return [what, kept];
}
