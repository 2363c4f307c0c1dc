/** How the events come: the connection, what became of it, and how late they are; and what they have come to. */

import { h, put } from "../page/dom.js";
import { isClosed } from "../tailrace.js";
import { number, time } from "./say.js";
import { tree } from "./tree.js";

/** @import { Connection, Copy, Log, Panel } from "./types.js" */

/** @param {Log} log @returns {Panel} */
export function connectionPanel(log) {
  const facts = h("dl");
  const changes = h("ol", { class: "mono" });
  const history = h("div", null, h("p", { class: "soft" }, "Changes since the drawer was opened"), changes);

  function draw() {
    const { connection, delay } = log;
    const recent = log.arrivals.filter(({ at }) => at > Date.now() - 10_000);
    const lately = recent.reduce((sum, { count }) => sum + count, 0) / 10;
    const least =
      delay && (delay.least < 0 ? `the clocks differ by ${time(-delay.least)} or more` : `least ${time(delay.least)}`);
    const follows = connection?.mode === "live" ? "as far as the stream has told" : "unknown";
    const rows = {
      Mode: connection?.mode ?? "unknown",
      "Resumed so far": connection?.resumes ?? "unknown",
      "Last event": log.events.length ? log.events[log.events.length - 1].seq : "none",
      "Up to date": log.snapshot && isClosed(log.snapshot) ? "yes, the run is closed" : follows,
      "Events a second": `${lately.toFixed(1)} in the last 10 s`,
      "From written to arrived": delay
        ? `${time(delay.last)}, ${least}; by two clocks`
        : "unknown until one arrives live",
    };
    put(facts, ...Object.entries(rows).flatMap(([name, value]) => [h("dt", null, name), h("dd", null, value)]));
    put(changes, ...log.changes.map(({ at, state }) => h("li", null, `${at.toLocaleTimeString()} ${said(state)}`)));
  }

  const inside = h(
    "div",
    { class: "scroll facts", tabindex: 0, role: "group", "aria-label": "Connection" },
    facts,
    history,
  );
  return { element: h("div", null, inside), draw, every: 500 };
}

/** @param {Connection} state */
function said({ mode, resumes, retryInMs, reason }) {
  const again = retryInMs === null ? "" : `, again in ${time(retryInMs)}`;
  return `${mode}${again}, resumed ${resumes}${reason ? `: ${reason}` : ""}`;
}

/** @param {Log} log @param {Copy} copy @returns {Panel} */
export function snapshotPanel(log, copy) {
  const size = h("span", { class: "small soft number" });
  const inspector = tree("Snapshot", copy, size);

  function draw() {
    const bytes = new Blob([JSON.stringify(log.snapshot)]).size;
    put(size, `at event ${log.snapshot?.seq ?? 0}, ${number(bytes)} bytes of JSON`);
    inspector.show("snapshot", log.snapshot);
  }

  return { element: h("div", null, inspector.element), draw, every: 1000 };
}
