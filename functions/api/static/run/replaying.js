/** A stored run, played again in its own time, in place of the live view. */

import { h } from "../page/dom.js";
import { replay } from "../tailrace.js";

/**
 * @param {object} what
 * @param {import("./context.js").Event[]} what.events
 * @param {number} what.speed
 * @param {import("./context.js").KindView} what.view a fresh one
 * @param {() => void} what.onStop the person wants the live view back
 * @returns {{ element: HTMLElement, stop: () => void }}
 */
export function replaying({ events, speed, view, onStop }) {
  const stopped = new AbortController();
  const state = h("span", { class: "number" });
  const stop = h("button", { onclick: onStop }, "Stop");
  const banner = h("div", { class: "notice row run-replay" }, h("b", null, `Replay ${speed}×`), state, stop);
  const element = h("div", { class: "stack" }, banner, view.element);
  const total = events.length;

  async function play() {
    for await (const batch of replay([...events], {
      speed,
      signal: stopped.signal,
    })) {
      if (stopped.signal.aborted) return;
      view.update(batch.snapshot, batch.events);
      state.textContent = `event ${batch.snapshot.seq} of ${total}`;
    }
    state.textContent = "at its end";
  }
  play().catch((error) => {
    if (!stopped.signal.aborted) state.textContent = String(error.message ?? error);
  });
  return { element, stop: () => stopped.abort() };
}
