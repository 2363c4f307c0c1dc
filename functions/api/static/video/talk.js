/** The conversation: what the run says of its work, as a list that grows and keeps to its end. */

import { h, keyed, put } from "../page/dom.js";
import { linesOf } from "./story.js";

export function createTalk() {
  const list = h("ol");
  const box = h("div", { class: "video-log", role: "region", tabindex: 0, "aria-label": "What happens" }, list);
  const element = h("section", { class: "panel stack" }, h("h2", null, "What happens"), box);
  let atEnd = true;
  box.addEventListener("scroll", () => {
    atEnd = box.scrollTop + box.clientHeight > box.scrollHeight - 20;
  });

  /** @param {import("../run/context.js").Snapshot} snapshot */
  function update(snapshot) {
    keyed(list, linesOf(snapshot), ({ key }) => key, row);
    if (atEnd) box.scrollTop = box.scrollHeight;
  }

  return { element, update };
}

/** @param {import("./story.js").Line} line */
function row({ looks }) {
  const element = h("li", { class: `fresh ${looks}` });
  return { element, update: (/** @type {import("./story.js").Line} */ { text }) => put(element, text) };
}
