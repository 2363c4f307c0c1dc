/** Everything on a run's page, and what it is given, once a frame, of what comes in. */

import { h, put, show } from "../page/dom.js";
import { keep, recall } from "../page/stored.js";
import { problem } from "../page/words.js";
import { actions } from "./actions.js";
import { following } from "./following.js";
import { frames } from "./frames.js";
import { head } from "./head.js";
import { loadKind } from "./kindview.js";
import { money } from "./money.js";
import { opener } from "./opener.js";
import { stepper } from "./stepper.js";
import { teller } from "./teller.js";
import { isOpen, tabTitle } from "./words.js";

/** @typedef {import("./context.js").Context} Context */
/** @typedef {import("./context.js").KindInfo} KindInfo */

/**
 * @param {import("../page/app.js").App} app
 * @param {import("../client/run.js").Run} run
 * @param {boolean} canControl
 * @returns {import("../page/app.js").View}
 */
export function page(app, run, canControl) {
  const tail = following(run, { changed: () => frame.ask(), connection, trouble });
  const frame = frames(update);
  const acting = canControl ? actions({ app, run, act, say, snapshot: () => tail.snapshot }) : null;
  const top = head({
    id: run.id,
    retry: tail.again,
    actions: acting?.element ?? null,
  });
  const [steps, costs] = [stepper(), money()];
  const tell = teller(app.announce, canControl ? continueRun : null);
  const message = h("div", { hidden: true });
  const stage = h("div", { class: "run-stage" }, h("div", { class: "ghost run-empty" }));
  const side = h("div", { class: "run-side" }, steps.element, costs.element);
  const foot = h("footer", { class: "run-foot" });
  const body = h("div", { class: "run-body" }, side, stage);
  const element = h("article", { class: "run" }, top.element, top.progress, message, tell.element, body, foot);

  /** @type {KindInfo | null} */
  let kind = null;
  /** @type {import("./context.js").KindView | null} */
  let view = null;
  /** @type {import("./context.js").Event[]} */
  const forView = [];
  let asked = false;
  /** @type {import("./head.js").Connection} */
  let state = { mode: "connecting", resumes: 0, retryInMs: null, reason: null };
  /** @type {Promise<import("./developer.js").Developer> | null} */
  let developer = null;
  /** @type {import("./developer.js").Developer | null} */
  let tools = null;

  function update() {
    const { snapshot } = tail;
    const fresh = tail.take();
    if (!snapshot.kind) return;
    element.dataset.kind = snapshot.kind;
    document.title = tabTitle(snapshot, top.update(snapshot, kind?.title ?? null));
    costs.update(snapshot, fresh);
    acting?.update(snapshot, kind);
    tick();
    for (const event of fresh) forView.push(event);
    tools?.update(snapshot, fresh);
    if (view) view.update(snapshot, forView.splice(0));
    else if (!asked) void makeView(snapshot.kind);
    // Last, so that the end is what is heard.
    tell.update(snapshot);
  }

  function tick() {
    const now = tail.clock();
    top.tick(tail.snapshot, now);
    steps.update(tail.snapshot.steps, now);
  }

  /** @param {string} name */
  async function makeView(name) {
    asked = true;
    const known = canControl ? app.client.kinds({ kind: name }).catch(() => []) : [];
    const [module, [found]] = await Promise.all([loadKind(name), known]);
    if (gone.signal.aborted) return;
    kind = found ?? null;
    view = module.create(context(canControl));
    // A replay that was asked for early stands there already, and goes on.
    stage.querySelector(".run-empty")?.remove();
    stage.prepend(view.element);
    show(view.element, !tools?.isPlaying());
    // Not at once: what a long run has made is work enough for a frame of its own.
    frame.ask();
  }

  /** @param {boolean} acts @returns {Context} */
  function context(acts) {
    return {
      run,
      canControl: acts,
      kind,
      act,
      continueRun,
      announce: app.announce,
    };
  }

  /** @type {Context["act"]} */
  async function act(label, work) {
    try {
      await work();
    } catch (error) {
      say(`${label} did not work: ${problem(error)}`, "bad");
      return false;
    }
    // What has come of it is in the log, also in that of a run that had ended.
    void tail.follow();
    return true;
  }

  /** @type {Context["continueRun"]} */
  function continueRun(again = {}) {
    return act("Continuing", async () => {
      await run.continue(again);
      const { token, stream } = run;
      keep(`run.${run.id}`, {
        token,
        stream,
        kind: tail.snapshot.kind,
        at: new Date().toISOString(),
      });
    });
  }

  /** @type {import("./actions.js").Deeds["say"]} */
  function say(text, tone = "", button) {
    const close = h("button", { class: "plain small", onclick: () => show(message, false) }, "Close");
    put(message, h("div", { class: `notice row ${tone}` }, h("p", null, text), button, close));
    show(message, true);
    app.announce(text);
  }

  /** @param {import("./head.js").Connection} now */
  function connection(now) {
    state = now;
    top.connection(now);
    tools?.connection(now);
  }

  /** @param {unknown} error */
  async function trouble(error) {
    connection({ ...state, mode: "ended", retryInMs: null, reason: problem(error) });
    if (!view) put(stage);
    const { explain } = await import("./trouble.js");
    explain(error, { app, canControl, element, say, again: tail.again });
  }

  async function tool() {
    developer ??= import("./developer.js").then(({ create }) => {
      const given = { app, run, tail, stage, act, live: () => view, fresh: () => context(false), opener: open.button };
      const made = create(given);
      // What is not taken yet would come to it twice.
      update();
      made.connection(state);
      foot.append(made.element);
      tools = made;
      return made;
    });
    return developer;
  }
  const gone = new AbortController();
  const listen = { signal: gone.signal };
  const open = opener(() => act("The developer drawer", async () => (await tool()).toggle()), gone.signal);
  foot.append(open.button);

  const wide = matchMedia("(min-width: 62rem)");
  const unfold = () => {
    steps.element.open = costs.element.open = wide.matches;
  };
  unfold();
  wide.addEventListener("change", unfold, listen);
  const clock = setInterval(() => {
    if (isOpen(tail.snapshot) && !document.hidden) tick();
  }, 1000);
  // Another tab may have let an ended run go on.
  document.addEventListener("visibilitychange", () => !document.hidden && void tail.follow(), listen);

  const remembered = recall(`run.${run.id}`)?.kind;
  if (typeof remembered === "string") void loadKind(remembered);
  if (open.wanted) void open.press();
  void tail.follow();

  function destroy() {
    gone.abort();
    clearInterval(clock);
    frame.stop();
    tail.stop();
    tools?.stop();
  }
  return { title: "Run", element, destroy };
}
