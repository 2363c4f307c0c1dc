/** The run as it comes in: its snapshot, its events, its clock. */

import { empty, fold } from "../tailrace.js";

/** @typedef {import("./context.js").Event} Event */

/**
 * @param {import("../client/run.js").Run} run
 * @param {object} tell
 * @param {() => void} tell.changed
 * @param {(connection: import("./head.js").Connection) => void} tell.connection
 * @param {(error: unknown) => void} tell.trouble
 */
export function following(run, tell) {
  let snapshot = empty();
  /** @type {Event[]} */
  const events = [];
  /** @type {AbortController | null} */
  let working = null;
  let ended = false;
  let taken = 0;
  // How far the run's clock is ahead of ours. What comes live is as new as can be, so it tells.
  let ahead = 0;
  let live = false;
  let measured = false;

  /** @param {Event} newest */
  function measure(newest) {
    const lead = Date.parse(newest.ts) - Date.now();
    ahead = live && !measured ? lead : Math.max(ahead, lead);
    measured = live;
  }

  async function follow() {
    if (working || ended) return;
    const mine = new AbortController();
    working = mine;
    /** @param {import("./head.js").Connection} connection */
    const onConnection = (connection) => {
      if (working === mine) tell.connection(connection);
      if (connection.mode !== "live") live = false;
    };
    // One that was broken off may have folded what it did not hand over.
    if (snapshot.seq !== (events.at(-1)?.seq ?? 0)) snapshot = fold(events);
    try {
      const batches = run.follow({
        after: snapshot.seq,
        snapshot,
        signal: mine.signal,
        onConnection,
      });
      for await (const batch of batches) {
        if (mine.signal.aborted) return;
        snapshot = batch.snapshot;
        for (const event of batch.events) events.push(event);
        const newest = events.at(-1);
        if (newest) measure(newest);
        live = true;
        tell.changed();
      }
    } catch (error) {
      if (!mine.signal.aborted) tell.trouble(error);
    } finally {
      if (working === mine) working = null;
    }
  }

  return {
    get snapshot() {
      return snapshot;
    },
    events,
    follow,
    /** Whatever came since this was asked the last time. */
    take() {
      const fresh = events.slice(taken);
      taken = events.length;
      return fresh;
    },
    /** Whatever was taken so far. */
    seen: () => events.slice(0, taken),
    /** The time of the run's clock. */
    clock: () => Date.now() + ahead,
    /** Connect anew, now. */
    again() {
      working?.abort();
      working = null;
      void follow();
    },
    stop() {
      ended = true;
      working?.abort();
    },
  };
}
