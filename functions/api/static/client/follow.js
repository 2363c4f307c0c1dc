/** The tail of a run: every event once and in order, over any number of connections. */

import { listen } from "./connection.js";
import { pollUntilStream } from "./poll.js";
import { ConnectionError, isPassing, ProblemError } from "./problems.js";
import { sleep, TIMERS } from "./timers.js";

/** @import { Event } from "../fold/types.js" */
/** @import { Connection, Source, TailOptions, Timers } from "./types.js" */

const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 10_000;
// After so many connections in a row that bring nothing, the stream is taken for one that does not get through.
const FRUITLESS = 2;

/**
 * The events after `after` until the run is closed, those that arrived together in one batch; who is slow gets bigger
 * ones.
 * @param {Source} source
 * @param {TailOptions} options
 * @param {Timers} [timers]
 * @returns {AsyncGenerator<Event[], void>}
 */
export async function* tail(source, { after = 0, signal, onConnection }, timers = TIMERS) {
  if (signal?.aborted) return;
  const tailing = new Tail(source, after, onConnection, timers);
  const stop = () => tailing.stop();
  signal?.addEventListener("abort", stop);
  const running = tailing.run();
  running.catch(() => {}); // who is busy with a batch hears of it later
  try {
    for (let batch = await tailing.next(); batch; batch = await tailing.next()) yield batch;
    await running;
  } finally {
    signal?.removeEventListener("abort", stop);
    stop();
    await running.catch(() => {});
  }
}

export class Tail {
  /** @type {Event[]} */
  #arrived = [];
  #over = false;
  #wake = () => {};
  #stopping = new AbortController();
  #pauses = 0;
  #fruitless = 0;
  #resumes = 0;
  #broken = false;
  /** @type {Connection | null} */
  #told = null;
  #onConnection;

  /**
   * @param {Source} source
   * @param {number} seq
   * @param {((state: Connection) => void) | undefined} onConnection
   * @param {Timers} timers
   */
  constructor(source, seq, onConnection, timers) {
    this.source = source;
    this.seq = seq;
    this.timers = timers;
    this.signal = this.#stopping.signal;
    this.#onConnection = onConnection;
  }

  stop() {
    this.#arrived = [];
    this.#stopping.abort();
  }

  /** All that has arrived, as soon as there is something; null at the end. */
  async next() {
    while (!this.#arrived.length && !this.#over) {
      await new Promise((resolve) => {
        this.#wake = () => resolve(null);
      });
    }
    return this.#arrived.length ? this.#arrived.splice(0) : null;
  }

  /** Bring events until the run is closed. Throws what asking again would not change. */
  async run() {
    try {
      this.#tell("connecting");
      while ((await this.#round()) !== "closed");
    } catch (error) {
      if (!this.signal.aborted) throw error;
    } finally {
      this.#tell("ended");
      this.#over = true;
      this.#wake();
    }
  }

  async #round() {
    const { poll } = this.source;
    try {
      const end = poll && this.#fruitless >= FRUITLESS ? await pollUntilStream(this) : await this.listen(this.signal);
      if (end === "closed") return end;
      await sleep(end, this.signal, this.timers);
    } catch (error) {
      if (this.signal.aborted || !isPassing(error)) throw error;
      if (poll && this.#fruitless >= FRUITLESS) this.#broken = true;
      else await this.pause(error, this.signal);
    }
    return null;
  }

  /**
   * One connection to the stream.
   * @param {AbortSignal} signal
   * @param {() => void} [alive]
   */
  listen(signal, alive) {
    const live = () => {
      this.#fruitless = 0;
      this.connected("live");
      alive?.();
    };
    this.#fruitless += 1;
    const open = (/** @type {AbortSignal} */ watch) => this.source.stream(this.seq, watch);
    return listen(open, this.take.bind(this), live, signal, this.timers);
  }

  /**
   * Events as they come, by whatever way: what is known already is left out, and nothing may be missing.
   * @param {Event[]} events
   * @param {number} [seq] up to which the server says that they go
   */
  take(events, seq = 0) {
    for (const event of events) {
      if (event.seq <= this.seq) continue;
      if (event.seq !== this.seq + 1) break;
      this.seq = event.seq;
      this.#arrived.push(event);
      this.#pauses = 0;
    }
    this.#wake();
    if (Math.max(seq, events.at(-1)?.seq ?? 0) > this.seq) throw new ConnectionError("Events are missing");
  }

  /**
   * Wait before another try, longer each time until an event arrives.
   * @param {unknown} error
   * @param {AbortSignal} signal
   */
  async pause(error, signal) {
    const longest = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** this.#pauses);
    const wished = (error instanceof ProblemError && error.retryAfterMs) || 0;
    const wait = Math.max(wished, Math.round(longest * (0.5 + Math.random() / 2)));
    const reason = error instanceof Error ? error.message : null;
    this.#pauses += 1;
    this.#broken = true;
    this.#tell("reconnecting", reason, wait);
    await sleep(wait, signal, this.timers, true);
    this.#tell("reconnecting", reason);
  }

  /** @param {"live" | "polling"} mode */
  connected(mode) {
    if (this.#broken) this.#resumes += 1;
    this.#broken = false;
    this.#tell(mode, mode === "polling" ? "The stream does not get through" : null);
  }

  /**
   * @param {Connection["mode"]} mode
   * @param {string | null} [reason]
   * @param {number | null} [retryInMs]
   */
  #tell(mode, reason = null, retryInMs = null) {
    const state = { mode, resumes: this.#resumes, retryInMs, reason };
    if (this.#told && this.#told.mode === mode && this.#told.retryInMs === retryInMs) return;
    this.#told = state;
    this.#onConnection?.(state);
  }
}
