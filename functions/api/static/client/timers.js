/** Waiting. Tests give a clock of their own. */

/** @import { Timers } from "./types.js" */

/** @type {Timers} */
export const TIMERS = {
  set: (callback, ms) => setTimeout(callback, ms),
  clear: (timer) => clearTimeout(timer),
  now: () => Date.now(),
};

// A timer that is set for longer fires at once.
const LONGEST_MS = 2 ** 31 - 1;

/**
 * Wait so long, or until the signal says stop: then it throws. With `online`, only until the browser has a network.
 * @param {number} ms
 * @param {AbortSignal | undefined} signal
 * @param {Timers} timers
 * @param {boolean} [online]
 */
export async function sleep(ms, signal, timers, online = false) {
  const done = new AbortController();
  const over = new Promise((resolve) => {
    const timer = timers.set(() => resolve(null), Math.min(ms, LONGEST_MS));
    done.signal.addEventListener("abort", () => timers.clear(timer));
    if (online) globalThis.addEventListener?.("online", resolve, { signal: done.signal });
  });
  await unless(signal, over).finally(() => done.abort());
}

/**
 * What the promise gives, unless the signal says stop before: then it throws the signal's reason.
 * @template T
 * @param {AbortSignal | undefined} signal
 * @param {Promise<T>} promise
 * @returns {Promise<T>}
 */
export async function unless(signal, promise) {
  if (!signal) return promise;
  const done = new AbortController();
  /** @type {Promise<never>} */
  const stopped = new Promise((_, reject) => {
    const stop = () => reject(signal.reason);
    signal.addEventListener("abort", stop, { signal: done.signal });
    if (signal.aborted) stop();
  });
  return Promise.race([stopped, promise]).finally(() => done.abort());
}
