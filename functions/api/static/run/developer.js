/** The developer drawer, and the replay that it can ask for. */

import { h, show } from "../page/dom.js";
import { keep } from "../page/stored.js";
import { loadKind } from "./kindview.js";
import { replaying } from "./replaying.js";

/** @typedef {ReturnType<typeof create>} Developer */
/** @typedef {import("./context.js").Context} Context */

/**
 * @param {object} page
 * @param {import("../page/app.js").App} page.app
 * @param {import("../client/run.js").Run} page.run
 * @param {ReturnType<typeof import("./following.js").following>} page.tail
 * @param {HTMLElement} page.stage where the kind's view is
 * @param {() => import("./context.js").KindView | null} page.live
 * @param {Context["act"]} page.act
 * @param {HTMLElement} page.opener the button that opens the drawer
 * @param {() => Context} page.fresh a context for a view that only shows
 */
export function create({ app, run, tail, stage, live, act, fresh, opener }) {
  const element = h("div");
  /** @type {ReturnType<typeof import("../drawer/drawer.js").create> | null} */
  let drawer = null;
  /** @type {ReturnType<typeof replaying> | null} */
  let played = null;
  /** @type {import("./head.js").Connection | null} */
  let state = null;

  /** @param {number | null} speed */
  function onReplay(speed) {
    played?.stop();
    played?.element.remove();
    played = null;
    if (!speed) drawer?.replaying(null);
    const view = live();
    if (view) show(view.element, !speed);
    if (speed) void act("The replay", () => play(speed));
  }

  /** @param {number} speed */
  async function play(speed) {
    const { kind } = tail.snapshot;
    if (!kind) {
      onReplay(null);
      throw new Error("nothing has come yet");
    }
    const module = await loadKind(kind);
    if (played) return;
    const events = [...tail.events];
    played = replaying({
      events,
      speed,
      view: module.create(fresh()),
      onStop: () => onReplay(null),
    });
    stage.append(played.element);
  }

  function close() {
    onReplay(null);
    drawer?.element.remove();
    drawer = null;
    keep("drawer", null);
    opener.setAttribute("aria-expanded", "false");
    opener.focus();
  }

  return {
    element,
    async toggle() {
      if (drawer) return close();
      const module = await import("../drawer/drawer.js");
      if (drawer) return;
      drawer = module.create({ run, app, onReplay, onClose: close });
      if (state) drawer.connection(state);
      drawer.update(tail.snapshot, tail.seen());
      element.append(drawer.element);
      keep("drawer", true);
      opener.setAttribute("aria-expanded", "true");
    },
    /** @param {import("./context.js").Snapshot} snapshot @param {import("./context.js").Event[]} events */
    update(snapshot, events) {
      drawer?.update(snapshot, events);
    },
    /** @param {import("./head.js").Connection} now */
    connection(now) {
      state = now;
      drawer?.connection(now);
    },
    isPlaying: () => played !== null,
    stop: () => played?.stop(),
  };
}
