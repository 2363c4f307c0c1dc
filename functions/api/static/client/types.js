/** The client's types. Nothing here runs, and no browser loads it. */

/** @import { Event, Snapshot } from "../fold/types.js" */

/**
 * @typedef {object} ConnectOptions
 * @property {string} [url] of the deployment; without it, where this module came from
 * @property {string | null} [key] an API key; without it, runs can be followed by their read token only
 * @property {typeof globalThis.fetch} [fetch]
 * @property {Timers} [timers]
 */

/**
 * @typedef {object} StartOptions
 * @property {string[]} [providers] which to ask; without it, all
 * @property {number} [max_cost_usd] what the run's model calls may cost in all
 * @property {Record<string, string>} [metadata] notes that come back in the list of runs
 * @property {string} [idempotencyKey] the same key and request give the same run
 * @property {AbortSignal} [signal]
 */

/**
 * What is to be made (again) of a run that has ended; without `steps`, what is missing.
 * @typedef {object} ContinueOptions
 * @property {string[]} [steps]
 * @property {string} [feedback] what is to be different about each of `steps`
 * @property {number} [max_cost_usd] a new limit for all that the run may cost
 * @property {string} [idempotencyKey]
 */

/** @typedef {{ token?: string | null, stream?: string | null }} Access a read token, and the stream's address */

/**
 * How events arrive: `live` by the stream, `polling` because the stream does not get through.
 * @typedef {object} Connection
 * @property {"connecting" | "live" | "reconnecting" | "polling" | "ended"} mode
 * @property {number} resumes how many broken connections another has taken the place of
 * @property {number | null} retryInMs when the next try is; null: now
 * @property {string | null} reason why there is no connection, or no live one
 */

/** @typedef {{ events: Event[], snapshot: Snapshot }} Batch */
/** @typedef {{ signal?: AbortSignal, onConnection?: (state: Connection) => void }} Watching */
/** @typedef {Watching & { after?: number }} TailOptions */
/** @typedef {TailOptions & { snapshot?: Snapshot }} FollowOptions */
/** @typedef {{ speed?: number, signal?: AbortSignal, from?: number }} ReplayOptions */

/** @typedef {{ loc: string, msg: string }} FieldError what is wrong with a field, such as `input.track_count` */

/**
 * Where events come from; without an API key they cannot be polled.
 * @typedef {object} Source
 * @property {(after: number, signal: AbortSignal) => Promise<Response>} stream
 * @property {((after: number, signal: AbortSignal) => Promise<Page>) | null} poll
 */
/** @typedef {{ events: Event[], up_to_date: boolean, closed: boolean }} Page */

/** @typedef {{ id: string, event: string, data: string }} Frame `id` is the last that was told; `event` may be empty */

/** @typedef {{ url: string, key: string | null, fetch: typeof globalThis.fetch, timers: Timers }} Api */

/**
 * @typedef {object} Request
 * @property {string} [method]
 * @property {Record<string, unknown>} [query] what is null or undefined is left out
 * @property {unknown} [body] sent as JSON
 * @property {string} [once] an Idempotency-Key: sent again, a few times, while the answer is lost
 * @property {AbortSignal} [signal]
 * @property {string} [accept]
 * @property {number} [also] a status that is a good answer, too
 */

/**
 * @typedef {object} Timers
 * @property {(callback: () => void, ms: number) => any} set
 * @property {(timer: any) => void} clear
 * @property {() => number} now milliseconds
 */

export {};
