/** The developer drawer: a run's events, timeline, calls, connection and snapshot, as they come. */

import { h, put, set, show } from "../page/dom.js";
import { loadStyle } from "../page/style.js";
import { isClosed } from "../tailrace.js";
import { callsPanel } from "./calls.js";
import { connectionPanel, snapshotPanel } from "./connection.js";
import { eventsPanel } from "./events.js";
import { handle, tabs } from "./frame.js";
import { timelinePanel } from "./timeline.js";

/** @import { Connection, Event, Log, Panel, Snapshot } from "./types.js" */

/**
 * @param {object} given
 * @param {import("../client/run.js").Run} given.run
 * @param {import("../page/app.js").App} given.app
 * @param {(speed: number | null) => void} given.onReplay null stops it
 * @param {() => void} [given.onClose]
 */
export function create({ run, app, onReplay, onClose }) {
  /** @type {Log} */
  const log = { events: [], snapshot: null, connection: null, changes: [], arrivals: [], delay: null };
  const told = h("span", { class: "small soft" });

  /** @param {string} text @param {string} what */
  async function copy(text, what) {
    const done = await navigator.clipboard?.writeText(text).then(
      () => true,
      () => false,
    );
    const said = done ? `${what} copied` : "This browser did not copy it";
    put(told, said);
    app.announce(said);
  }

  /** @type {Record<string, Panel>} */
  const panels = {
    Events: eventsPanel(log, copy),
    Timeline: timelinePanel(log),
    Calls: callsPanel(log),
    Connection: connectionPanel(log),
    Snapshot: snapshotPanel(log, copy),
  };
  let open = "Events";
  /** @type {number | null} */
  let replayed = null;
  let drawnAt = 0;
  let waiting = 0;

  function draw() {
    clearTimeout(waiting);
    waiting = 0;
    drawnAt = performance.now();
    panels[open].draw();
    for (const button of speeds) {
      const pressed = button.textContent === `${replayed}×`;
      set(button, { disabled: !(log.snapshot && isClosed(log.snapshot)) && !replayed, "aria-pressed": pressed });
    }
    set(stop, { disabled: !replayed });
  }

  /** Only what is open is drawn, and not more often than it needs. */
  function drawSoon() {
    const rest = drawnAt + panels[open].every - performance.now();
    if (rest <= 0) draw();
    else waiting ||= window.setTimeout(draw, rest);
  }

  const { list, start } = tabs(panels, (name) => {
    open = name;
    draw();
  });
  const speeds = [1, 4, 16].map((speed) =>
    h("button", { onclick: () => play(speed), "aria-label": `Replay at ${speed}×` }, `${speed}×`),
  );
  const stop = h("button", { onclick: () => play(null), "aria-label": "Stop the replay" }, "Stop");

  /** @param {number | null} speed */
  function play(speed) {
    onReplay(speed);
    replaying(speed);
  }

  /** A replay is on at this speed, or (null) none is. @param {number | null} speed */
  function replaying(speed) {
    replayed = speed;
    draw();
  }

  function download() {
    const text = JSON.stringify({ run_id: run.id, events: log.events, snapshot: log.snapshot }, null, 1);
    const href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
    h("a", { href, download: `${run.id}.json` }).click();
    setTimeout(() => URL.revokeObjectURL(href), 1000);
  }

  function copyCurl() {
    const [url] = (run.stream ?? `${location.origin}/v1/runs/${run.id}/stream`).split("?");
    void copy(`curl -LN '${url}' -H "Authorization: Bearer $TAILRACE_KEY"`, "The command");
  }

  const replays = h("div", { role: "group", "aria-label": "Replay" }, "Replay", ...speeds, stop);
  const acts = [h("button", { onclick: copyCurl }, "Copy curl"), h("button", { onclick: download }, "Export JSON")];
  const close = onClose && h("button", { class: "plain", onclick: onClose, "aria-label": "Close the drawer" }, "✕");
  const head = h("div", { class: "head" }, list, told, replays, ...acts, close);
  const bodies = Object.values(panels).map(({ element }) => element);
  const element = h(
    "section",
    { class: "drawer", "aria-label": "Developer drawer", onkeydown },
    handle(),
    head,
    ...bodies,
  );
  start();
  show(element, false);
  void loadStyle("../drawer/drawer.css").then(() => {
    show(element, true);
    draw();
  });

  /** @param {KeyboardEvent} event */
  function onkeydown(event) {
    // In a filter it first takes the words away, as browsers do.
    if (event.key !== "Escape" || (event.target instanceof HTMLInputElement && event.target.value)) return;
    event.stopPropagation();
    onClose?.();
  }

  return {
    element,
    replaying,
    /** @param {Snapshot} snapshot @param {Event[]} events */
    update(snapshot, events) {
      // What was there at first says nothing of the connection.
      if (log.events.length && events.length) clock(log, events);
      for (const event of events) log.events.push(event);
      log.snapshot = snapshot;
      drawSoon();
    },
    /** @param {Connection} state */
    connection(state) {
      log.connection = state;
      log.changes.push({ at: new Date(), state });
      drawSoon();
    },
    reset() {
      Object.assign(log, { events: [], snapshot: null, arrivals: [], delay: null });
      draw();
    },
  };
}

/** @param {Log} log @param {Event[]} events */
function clock(log, events) {
  const at = Date.now();
  log.arrivals = [...log.arrivals.filter((arrival) => arrival.at > at - 10_000), { at, count: events.length }];
  if (!["live", "polling"].includes(log.connection?.mode ?? "")) return;
  const last = at - Date.parse(events[events.length - 1].ts);
  log.delay = { last, least: Math.min(last, log.delay?.least ?? last) };
}
