/** Asking for events again and again, where the stream does not get through. */

import { isPassing } from "./problems.js";
import { sleep } from "./timers.js";

/** @import { Tail } from "./follow.js" */

const POLL_MS = 2000;
const STREAM_AGAIN_MS = 15_000;

/**
 * Poll, and try the stream now and then, until the run is closed or that connection has ended; answers as `listen`.
 * @param {Tail} tail
 * @returns {Promise<"closed" | number>}
 */
export async function pollUntilStream(tail) {
  const both = new AbortController();
  const polls = new AbortController();
  const stop = () => both.abort();
  both.signal.addEventListener("abort", () => polls.abort());
  tail.signal.addEventListener("abort", stop);
  if (tail.signal.aborted) stop();
  const streaming = tryStream(tail, both.signal, polls);
  const polling = poll(tail, polls.signal).then((end) => end ?? streaming);
  try {
    return await Promise.race([polling, streaming]);
  } finally {
    tail.signal.removeEventListener("abort", stop);
    stop();
    await Promise.allSettled([polling, streaming]);
  }
}

/**
 * The end of the first connection that brings something. It ends the polls.
 * @param {Tail} tail
 * @param {AbortSignal} signal
 * @param {AbortController} polls
 */
async function tryStream(tail, signal, polls) {
  for (;;) {
    await sleep(STREAM_AGAIN_MS, signal, tail.timers);
    try {
      return await tail.listen(signal, () => polls.abort());
    } catch (error) {
      if (polls.signal.aborted || !isPassing(error)) throw error;
    }
  }
}

/**
 * Poll until the run is closed, or the signal says stop: then null.
 * @param {Tail} tail
 * @param {AbortSignal} signal
 */
async function poll(tail, signal) {
  while (!signal.aborted) {
    try {
      const page = await tail.source.poll?.(tail.seq, signal);
      if (signal.aborted || !page) break;
      tail.take(page.events);
      tail.connected("polling");
      if (page.closed) return "closed";
      if (page.up_to_date || !page.events.length) await sleep(POLL_MS, signal, tail.timers);
    } catch (error) {
      if (signal.aborted) break;
      if (!isPassing(error)) throw error;
      await tail.pause(error, signal).catch(() => {});
    }
  }
  return null;
}
