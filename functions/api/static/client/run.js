/** One run: follow it, steer it, take away what it has made. */

import { advance, empty, prepare } from "../fold/fold.js";
import { tail } from "./follow.js";
import { ask, askJson, cut, newKey } from "./http.js";
import { ProblemError } from "./problems.js";

/** @import { CancelReceipt, ContinuedRun, Event, SharedRun, Snapshot, SwappedTrack } from "../fold/types.js" */
/** @import { Access, Api, Batch, ContinueOptions, FollowOptions, TailOptions, Watching } from "./types.js" */

export class Run {
  #api;
  #path;

  /**
   * @param {Api} api
   * @param {string} id
   * @param {Access} [access]
   */
  constructor(api, id, { token = null, stream = null } = {}) {
    this.#api = api;
    this.#path = `v1/runs/${encodeURIComponent(id)}`;
    this.id = id;
    /** Opens this run's stream for a day, and nothing else. */
    this.token = token;
    /** The stream's address, where it is known. */
    this.stream = stream;
  }

  /**
   * What arrives, as it arrives, until the run has ended: the events that came together, and the snapshot at them (one
   * object, advanced in place). It begins after the event `after`, or where the given snapshot is.
   * @param {FollowOptions} [options]
   * @returns {AsyncGenerator<Batch, void>}
   */
  async *follow({ after = 0, snapshot: known, signal, onConnection } = {}) {
    const snapshot = known ? structuredClone(known) : empty();
    if (snapshot.kind) await prepare(snapshot.kind);
    for await (const batch of this.#tail({ after: snapshot.seq, signal, onConnection })) {
      if (batch[0].seq === 1) await prepare(batch[0].data.kind);
      advance(snapshot, batch);
      const events = batch.filter((event) => event.seq > after);
      if (events.length && !signal?.aborted) yield { events, snapshot };
    }
  }

  /**
   * The events after `after`, one by one, until the run has ended.
   * @param {TailOptions} [options]
   * @returns {AsyncGenerator<Event, void>}
   */
  async *events(options = {}) {
    for await (const batch of this.#tail(options)) yield* batch;
  }

  /**
   * The snapshot, each time that something has arrived, until the run has ended: one object, advanced in place.
   * @param {Watching} [options]
   * @returns {AsyncGenerator<Snapshot, void>}
   */
  async *snapshots(options) {
    for await (const { snapshot } of this.follow(options)) yield snapshot;
  }

  /**
   * The server's snapshot, now or at an event.
   * @param {{ at?: number, signal?: AbortSignal }} [options]
   * @returns {Promise<Snapshot>}
   */
  snapshot({ at, signal } = {}) {
    return askJson(this.#api, this.#path, { query: { at }, signal });
  }

  /**
   * End the run. What is finished stays.
   * @returns {Promise<CancelReceipt>}
   */
  cancel() {
    return askJson(this.#api, `${this.#path}/cancel`, { method: "POST" });
  }

  /**
   * Make what is missing of a run that has ended, or some steps again. Follow it anew afterwards.
   * @param {ContinueOptions} [options]
   * @returns {Promise<ContinuedRun>}
   */
  async continue({ idempotencyKey = newKey(), ...body } = {}) {
    const request = { method: "POST", body, once: idempotencyKey };
    const continued = await askJson(this.#api, `${this.#path}/continue`, request);
    this.token = continued.read_token;
    this.stream = continued.urls.stream;
    return continued;
  }

  /**
   * Put a provider's alternative at this position of a playlist.
   * @param {number} index from 0
   * @param {string} provider
   * @returns {Promise<SwappedTrack>}
   */
  swap(index, provider) {
    return askJson(this.#api, `${this.#path}/tracks/${index}/swap`, { method: "POST", body: { provider } });
  }

  /**
   * What the run has made, as a file, in one of its kind's formats.
   * @param {string} [format] without it, the first of them
   * @returns {Promise<{ name: string, type: string, blob: Blob }>}
   */
  async export(format) {
    const response = await ask(this.#api, `${this.#path}/export`, { query: { format }, accept: "*/*" });
    const name = /filename="([^"]+)"/.exec(response.headers.get("content-disposition") ?? "")?.[1];
    const blob = await response.blob().catch(cut(null, "The answer was cut"));
    return { name: name ?? this.id, type: blob.type, blob };
  }

  /**
   * A new read token, for a reader without a key.
   * @returns {Promise<SharedRun>}
   */
  share() {
    return askJson(this.#api, `${this.#path}/share`, { method: "POST" });
  }

  /** Delete the run, and everything that it has made. */
  async remove() {
    await ask(this.#api, this.#path, { method: "DELETE" });
  }

  /** @param {TailOptions} options */
  #tail(options) {
    const api = this.#api;
    const path = `${this.#path}/events`;
    /** @type {import("./types.js").Source["poll"]} */
    const poll = (after, signal) => askJson(api, path, { query: { after, limit: 500 }, signal });
    const stream = this.#stream.bind(this);
    return tail({ stream, poll: api.key === null ? null : poll }, options, api.timers);
  }

  /**
   * The key is for the deployment's own address. At another one the token is good, which the deployment gives to who
   * comes with the key.
   * @param {number} after
   * @param {AbortSignal} signal
   * @returns {Promise<Response>}
   */
  async #stream(after, signal) {
    const { key, url } = this.#api;
    const isOwn = !this.stream || new URL(this.stream).origin === new URL(url).origin;
    const token = key === null || !isOwn ? this.token : null;
    const api = token ? { ...this.#api, key: null } : this.#api;
    const address = this.stream && (isOwn || token) ? this.stream : `${this.#path}/stream`;
    try {
      return await ask(api, address, { query: { after, token }, signal, accept: "text/event-stream" });
    } catch (error) {
      if (!token || key === null || !(error instanceof ProblemError) || error.status !== 401) throw error;
      this.token = null;
      return this.#stream(after, signal);
    }
  }
}
