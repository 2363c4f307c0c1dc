/** A stored run, as it was when it was made. */

import { advance, empty, prepare } from "../fold/fold.js";
import { sleep, TIMERS } from "./timers.js";

/** @import { Event } from "../fold/types.js" */
/** @import { Batch, ReplayOptions } from "./types.js" */

/**
 * The events of a run in their own time, each batch with the snapshot at it: one object, advanced in place.
 * @param {Event[]} events 1..n of one run
 * @param {ReplayOptions} [options] at `speed` 4 it is four times as fast; what is up to the seq `from` comes at once
 * @returns {AsyncGenerator<Batch, void>}
 */
export async function* replay(events, { speed = 1, signal, from = 0 } = {}, timers = TIMERS) {
  const kind = events[0]?.data.kind;
  if (kind) await prepare(kind);
  const snapshot = empty();
  const early = events.filter((event) => event.seq <= from);
  if (early.length && !signal?.aborted) yield { events: early, snapshot: advance(snapshot, early) };
  const began = timers.now();
  const origin = timeOf(events[early.length]);
  for (let next = early.length; next < events.length && !signal?.aborted; ) {
    const played = origin + (timers.now() - began) * speed;
    const first = next;
    while (next < events.length && timeOf(events[next]) <= played) next += 1;
    const batch = events.slice(first, next);
    if (batch.length) yield { events: batch, snapshot: advance(snapshot, batch) };
    else await sleep((timeOf(events[next]) - played) / speed, signal, timers).catch(() => {});
  }
}

/** @param {Event | undefined} event */
function timeOf(event) {
  return event ? Date.parse(event.ts) : 0;
}
