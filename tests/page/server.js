// A server of one run, as `fetch` sees it: what becomes of each connection is told in advance.

import { prepare } from "../../functions/api/static/fold/fold.js";

/** @import { Event } from "../../functions/api/static/fold/types.js" */

/**
 * What becomes of a connection to the stream. It is `whole` if nothing is said.
 * @typedef {object} Fate
 * @property {number} [status] of the answer; `problem` is its body
 * @property {Record<string, string>} [headers]
 * @property {boolean} [refused] no connection
 * @property {boolean} [hangs] no answer
 * @property {number} [bytes] so many arrive
 * @property {"cut" | "end" | "silence"} [ends] and then: a broken connection, an end without a word, nothing
 * @property {number} [from] it begins so many events before the one that was asked for
 * @property {number} [without] the seq of an event that is left out
 * @property {number} [until] it ends behind this event with a reconnect frame
 */

// Loaded before any test begins: reading a file takes a time that the tests' clock does not know of.
await prepare("video");

const KEY = "key";

export class Server {
  /** @type {{ path: string, after: number, query: URLSearchParams, key: string | null }[]} */
  asked = [];
  /** @type {Fate[]} */
  fates = [];
  /** @type {(Fate & { events?: any })[]} what becomes of polls, likewise */
  polls = [];
  open = 0;
  /** @type {(bytes: number) => number} how many bytes arrive together */
  piece = (bytes) => bytes;

  /** @param {Event[]} log */
  constructor(log) {
    this.log = log;
  }

  /** @type {typeof globalThis.fetch} */
  fetch = (address, init = {}) => {
    const url = new URL(String(address));
    const path = url.pathname.split("/").pop() ?? "";
    const after = Number(url.searchParams.get("after") ?? 0);
    const key = new Headers(init.headers).get("authorization");
    this.asked.push({ path, after, query: url.searchParams, key });
    const fate = (path === "stream" ? this.fates : this.polls).shift() ?? {};
    return new Promise((resolve, reject) => {
      if (fate.hangs) init.signal?.addEventListener("abort", () => reject(init.signal?.reason), { once: true });
      if (init.signal?.aborted) reject(init.signal.reason);
      else if (fate.refused) reject(new TypeError("fetch failed"));
      else if (!fate.hangs)
        resolve(path === "stream" ? this.#stream(after, fate, init.signal) : this.#page(after, fate));
    });
  };

  /**
   * @param {number} after
   * @param {Fate} fate
   * @param {AbortSignal | null | undefined} signal
   */
  #stream(after, fate, signal) {
    if (fate.status) return problem(fate);
    const log = this.log.filter((event) => event.seq !== fate.without);
    const rest = log.filter((event) => event.seq > after - (fate.from ?? 0) && event.seq <= (fate.until ?? event.seq));
    if (after === this.log.length && isClosed(this.log)) return new Response(null, { status: 204 });
    const frames = rest.map((event) => `id: ${event.seq}\ndata: ${JSON.stringify(event)}\n\n`);
    const seq = rest.at(-1)?.seq ?? after;
    const end = fate.until ? { type: "reconnect", after: seq, in_ms: 0 } : { type: "closed", seq: this.log.length };
    const controls = [{ type: "up_to_date", seq }, ...(fate.until || isClosed(this.log) ? [end] : [])];
    frames.push(...controls.map((control) => `event: control\ndata: ${JSON.stringify(control)}\n\n`));
    const whole = new TextEncoder().encode(`retry: 1000\n: ${" ".repeat(40)}\n\n${frames.join("")}`);
    const bytes = whole.slice(0, fate.bytes ?? whole.length);
    const then = fate.ends ?? (fate.until || isClosed(this.log) ? "end" : "silence");
    const headers = { "content-type": "text/event-stream", ...fate.headers };
    return new Response(this.#body(bytes, then, signal), { headers });
  }

  /**
   * @param {Uint8Array} bytes
   * @param {"cut" | "end" | "silence"} then
   * @param {AbortSignal | null | undefined} signal
   */
  #body(bytes, then, signal) {
    let sent = 0;
    this.open += 1;
    let isOpen = true;
    const closed = () => {
      if (isOpen) this.open -= 1;
      isOpen = false;
    };
    return new ReadableStream({
      start(controller) {
        const abort = () => {
          if (isOpen) controller.error(signal?.reason);
          closed();
        };
        signal?.addEventListener("abort", abort, { once: true });
      },
      pull: (controller) => {
        if (sent < bytes.length) {
          const size = Math.max(1, this.piece(bytes.length - sent));
          controller.enqueue(bytes.slice(sent, sent + size));
          sent += size;
        } else if (then === "silence") {
          return new Promise(() => {});
        } else if (then === "cut") {
          closed();
          controller.error(new TypeError("terminated"));
        } else {
          closed();
          controller.close();
        }
        return undefined;
      },
      cancel: closed,
    });
  }

  /**
   * @param {number} after
   * @param {Fate & { events?: any }} fate
   */
  #page(after, fate) {
    if (fate.status) return problem(fate);
    const events = fate.events ?? this.log.slice(after, after + 3);
    const upToDate = after + events.length >= this.log.length;
    return Response.json({
      events,
      next_after: after + events.length,
      up_to_date: upToDate,
      closed: upToDate && isClosed(this.log),
    });
  }
}

/** @param {Fate} fate */
function problem({ status = 500, headers = {} }) {
  const body = {
    status,
    code: status === 401 ? "unauthorized" : "strange",
    detail: `It is ${status}`,
    request_id: "q",
  };
  return Response.json(body, { status, headers: { "content-type": "application/problem+json", ...headers } });
}

/** @param {Event[]} log */
function isClosed(log) {
  return log.at(-1)?.type === "run.completed";
}

/**
 * The log of a run with so many events.
 * @param {number} length
 * @param {{ closed?: boolean }} [how]
 * @returns {Event[]}
 */
export function logOf(length, { closed = true } = {}) {
  const steps = [{ id: "fetch", label: "Fetch", expected_seconds: 1 }];
  const started = { kind: "video", input: {}, steps, providers: ["openai"], expected: { parts: 5 } };
  const ended = { summary: {}, duration_ms: 5, usage: {}, degraded: [] };
  return Array.from({ length }, (_, place) => {
    const isEnd = closed && place === length - 1;
    const type = place === 0 ? "run.started" : isEnd ? "run.completed" : "step.progress";
    const data = place === 0 ? started : isEnd ? ended : { fraction: place / length };
    const ts = new Date(Date.UTC(2026, 10, 20) + place * 1000).toISOString();
    const step = type === "step.progress" ? "fetch" : null;
    return { seq: place + 1, type, run_id: "r", ts, step, attempt: step && 1, message: `${place} – ☂ 🌧`, data };
  });
}

export { KEY };
