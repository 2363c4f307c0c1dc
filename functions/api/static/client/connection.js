/** One connection to the live tail of a run. */

import { cut } from "./http.js";
import { ConnectionError } from "./problems.js";
import { decoder } from "./sse.js";
import { unless } from "./timers.js";

/** @import { Event } from "../fold/types.js" */
/** @import { Frame, Timers } from "./types.js" */

// A stream that gets through brings a frame soon, be it that there is no event yet; later, a comment every 15 s.
const FIRST_FRAME_MS = 10_000;
const SILENCE_MS = 35_000;

/**
 * Listen until the server ends the connection. Answers "closed" when nothing more will come, else after how many
 * milliseconds to ask again. Throws if the connection breaks, and what `open` and `take` throw.
 * @param {(signal: AbortSignal) => Promise<Response>} open
 * @param {(events: Event[], seq: number) => void} take is also told up to which event the server says to have sent
 * @param {() => void} alive is called with the first frame
 * @param {AbortSignal} signal
 * @param {Timers} timers
 * @returns {Promise<"closed" | number>}
 */
export async function listen(open, take, alive, signal, timers) {
  const watch = new AbortController();
  const stop = () => watch.abort(signal.reason);
  signal.addEventListener("abort", stop);
  if (signal.aborted) stop();
  /** @type {any} */
  let timer;
  /** @type {ReadableStreamDefaultReader<Uint8Array> | undefined} */
  let reader;
  let seen = 0;
  const expect = () => {
    timers.clear(timer);
    const silent = () => watch.abort(new ConnectionError("The stream is silent"));
    timer = timers.set(silent, seen ? SILENCE_MS : FIRST_FRAME_MS);
  };
  try {
    expect();
    const response = await unless(watch.signal, open(watch.signal));
    if (response.status === 204) return "closed";
    reader = response.body?.getReader();
    if (!reader || !response.headers.get("content-type")?.startsWith("text/event-stream")) {
      throw new ConnectionError("What arrives is not the stream");
    }
    const decode = decoder();
    const utf8 = new TextDecoder("utf-8", { ignoreBOM: true });
    for (;;) {
      const { done, value } = await unless(watch.signal, reader.read()).catch(cut(watch.signal, "The stream was cut"));
      if (done) throw new ConnectionError("The stream was cut");
      const frames = decode(utf8.decode(value, { stream: true }));
      const controls = frames.filter(({ event }) => event === "control").map(parsed);
      const events = frames.filter(({ event }) => event === "" || event === "message").map(parsed);
      take(events, Math.max(0, ...controls.map(({ seq, after }) => seq ?? after ?? 0)));
      if (frames.length && !seen) alive();
      seen += frames.length;
      expect();
      if (controls.some(({ type }) => type === "closed")) return "closed";
      const end = controls.find(({ type }) => type === "reconnect");
      // Who sends everybody on at once must not be asked all the time.
      if (end) return Math.max(end.in_ms || 0, seen > 1 ? 0 : 1000);
    }
  } catch (error) {
    throw watch.signal.aborted ? watch.signal.reason : error;
  } finally {
    timers.clear(timer);
    signal.removeEventListener("abort", stop);
    watch.abort();
    reader?.cancel().catch(() => {});
  }
}

/**
 * @param {Frame} frame
 * @returns {any}
 */
function parsed({ data }) {
  try {
    return JSON.parse(data);
  } catch (error) {
    throw new ConnectionError("What arrives is mangled", { cause: error });
  }
}
