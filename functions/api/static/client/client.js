/** A deployment, as who holds an API key sees it. */

import { askJson, newKey } from "./http.js";
import { Run } from "./run.js";
import { TIMERS } from "./timers.js";

/** @import { Health, KindInfo, RunList, Status, UsageReport } from "../fold/types.js" */
/** @import { Access, Api, ConnectOptions, StartOptions } from "./types.js" */

/**
 * A client of a deployment. It asks nothing yet.
 * @param {ConnectOptions} [options]
 */
export function connect({ url = ownOrigin(), key = null, fetch, timers = TIMERS } = {}) {
  // Looked up at each call: a page may wrap the global one later.
  const asks = fetch ?? ((...args) => globalThis.fetch(...args));
  return new Client({ url: url.replace(/\/+$/, ""), key, fetch: asks, timers });
}

/**
 * Start a run.
 * @param {string} kind
 * @param {unknown} input
 * @param {ConnectOptions & StartOptions} [options]
 */
export function run(kind, input, { url, key, fetch, ...options } = {}) {
  return connect({ url, key, fetch }).start(kind, input, options);
}

export class Client {
  #api;

  /** @param {Api} api */
  constructor(api) {
    this.#api = api;
  }

  /** The address of the deployment. */
  get url() {
    return this.#api.url;
  }

  /**
   * What can be made, and of what input.
   * @param {{ kind?: string }} [query] `kind`: only this one
   * @returns {Promise<KindInfo[]>}
   */
  async kinds(query) {
    return (await askJson(this.#api, "v1/kinds", { query })).kinds;
  }

  /**
   * Start a run. A request whose answer is lost is sent again, and starts no second run.
   * @param {string} kind
   * @param {unknown} input by the kind's `input_schema`
   * @param {StartOptions} [options]
   */
  async start(kind, input, { idempotencyKey = newKey(), signal, ...options } = {}) {
    const request = { method: "POST", body: { kind, input, options }, once: idempotencyKey, signal };
    const started = await askJson(this.#api, "v1/runs", request);
    return this.open(started.run_id, { token: started.read_token, stream: started.urls.stream });
  }

  /**
   * A run that is there already. Nothing is asked.
   * @param {string} id
   * @param {Access} [access]
   */
  open(id, access) {
    return new Run(this.#api, id, access);
  }

  /**
   * One's own runs, newest first. A page may be short, even empty, and more follow until `next_cursor` is null.
   * @param {{ kind?: string, status?: Status, limit?: number, cursor?: string | null, signal?: AbortSignal }} [options]
   * @returns {Promise<RunList>}
   */
  runs({ signal, ...query } = {}) {
    return askJson(this.#api, "v1/runs", { query, signal });
  }

  /**
   * What was used, today and this month.
   * @returns {Promise<UsageReport>}
   */
  usage() {
    return askJson(this.#api, "v1/usage");
  }

  /**
   * How the deployment is, also when it is down.
   * @returns {Promise<Health>}
   */
  health() {
    return askJson(this.#api, "v1/health", { also: 503 });
  }

  /**
   * Delete a run, and everything that it has made.
   * @param {string} id
   */
  remove(id) {
    return this.open(id).remove();
  }
}

function ownOrigin() {
  const { origin, protocol } = new URL(import.meta.url);
  if (protocol.startsWith("http")) return origin;
  throw new TypeError("connect needs the url of a deployment: this module was not loaded from one");
}
