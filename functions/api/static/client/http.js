/** Requests to the API. */

import { ConnectionError, isPassing, ProblemError } from "./problems.js";
import { sleep } from "./timers.js";

/** @import { Api, Request } from "./types.js" */

const REPEATS = 3;

/**
 * The answer to a request, if it is a good one; throws a ProblemError or a ConnectionError.
 * @param {Api} api
 * @param {string} path may be a whole address
 * @param {Request} [request]
 * @returns {Promise<Response>}
 */
export function ask(api, path, request) {
  return repeated(api, path, request, async (response) => response);
}

/**
 * What the answer to a request says.
 * @param {Api} api
 * @param {string} path
 * @param {Request} [request]
 * @returns {Promise<any>}
 */
export function askJson(api, path, request) {
  return repeated(api, path, request, (response) => response.json().catch(cut(request?.signal, "The answer was cut")));
}

/** An Idempotency-Key of our own. (randomUUID is there for pages with https only.) */
export function newKey() {
  return crypto.getRandomValues(new Uint32Array(4)).join("-");
}

/**
 * @template T
 * @param {Api} api
 * @param {string} path
 * @param {Request | undefined} request
 * @param {(response: Response) => Promise<T>} read
 */
async function repeated(api, path, { method, query = {}, body, once, signal, accept, also } = {}, read) {
  const url = new URL(path, `${api.url}/`);
  for (const [name, value] of Object.entries(query)) {
    if (value !== null && value !== undefined) url.searchParams.set(name, String(value));
  }
  const headers = new Headers({ accept: accept ?? "application/json" });
  if (api.key !== null) headers.set("authorization", `Bearer ${api.key}`);
  if (once) headers.set("idempotency-key", once);
  if (body !== undefined) headers.set("content-type", "application/json");
  /** @type {RequestInit} */
  const init = { method, headers, signal, cache: "no-store", body: body === undefined ? null : JSON.stringify(body) };
  for (let repeats = 0; ; repeats += 1) {
    try {
      const response = await api.fetch(url.href, init).catch(cut(signal, `${url.origin} cannot be reached`));
      if (response.ok || response.status === also) return await read(response);
      throw new ProblemError(response.status, await problemOf(response), retryAfter(response));
    } catch (error) {
      if (!once || repeats === REPEATS || !isLost(error)) throw error;
      const wished = error instanceof ProblemError ? error.retryAfterMs : null;
      await sleep(wished ?? 500 * 2 ** repeats * (0.5 + Math.random() / 2), signal, api.timers, true);
    }
  }
}

/**
 * Says that a connection broke, unless that was wanted.
 * @param {AbortSignal | null | undefined} signal
 * @param {string} message
 * @returns {(error: unknown) => never}
 */
export function cut(signal, message) {
  return (error) => {
    throw signal?.aborted ? error : new ConnectionError(message, { cause: error });
  };
}

/**
 * Whether the same request, sent again, may find the answer.
 * @param {unknown} error
 */
function isLost(error) {
  const refused = error instanceof ProblemError && [429, 500].includes(error.status);
  return (isPassing(error) && !refused) || (error instanceof ProblemError && error.code === "request_in_progress");
}

/**
 * A problem's fields. What is no problem document (a proxy's own page) has none.
 * @param {Response} response
 */
async function problemOf(response) {
  try {
    return Object(await response.json());
  } catch {
    return {};
  }
}

/** @param {Response} response */
function retryAfter(response) {
  const value = response.headers.get("retry-after") ?? "";
  const ms = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - Date.now();
  return Number.isNaN(ms) ? null : Math.max(0, ms);
}
