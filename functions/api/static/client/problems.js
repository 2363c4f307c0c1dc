/** What can go wrong: the server says no, or there is no whole answer. */

/** The server has answered with a problem (RFC 9457). Go by `code`; the message is for a person. */
export class ProblemError extends Error {
  name = "ProblemError";

  /**
   * @param {number} status
   * @param {{ [field: string]: any }} problem
   * @param {number | null} retryAfterMs
   */
  constructor(status, problem, retryAfterMs) {
    super(problem.detail || problem.title || `The server answered ${status}`);
    this.status = status;
    /** @type {string} */
    this.code = problem.code ?? `http_${status}`;
    this.detail = this.message;
    /** @type {import("./types.js").FieldError[]} */
    this.errors = problem.errors ?? [];
    /** @type {string | null} */
    this.requestId = problem.request_id ?? null;
    this.retryAfterMs = retryAfterMs;
  }
}

/** No network, a server that is not there, a connection that was cut. */
export class ConnectionError extends Error {
  name = "ConnectionError";
}

/**
 * Whether asking again later may help.
 * @param {unknown} error
 */
export function isPassing(error) {
  if (error instanceof ProblemError) return error.status === 429 || error.status >= 500;
  return error instanceof ConnectionError;
}
