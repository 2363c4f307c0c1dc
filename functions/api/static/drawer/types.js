/** The types of the drawer. Nothing here runs, and no browser loads it. */

/** @typedef {import("../fold/types.js").Event} Event */
/** @typedef {import("../fold/types.js").Snapshot} Snapshot */
/** @typedef {{ mode: string, resumes: number, retryInMs: number | null, reason: string | null }} Connection */
/** @typedef {(text: string, what: string) => void} Copy */

/**
 * A tab's content. `every`: it is drawn at most once in so many ms.
 * @typedef {{ element: HTMLElement, draw: () => void, every: number }} Panel
 */

/**
 * All that the panels show.
 * @typedef {object} Log
 * @property {Event[]} events another array after a reset
 * @property {Snapshot | null} snapshot
 * @property {Connection | null} connection
 * @property {{ at: Date, state: Connection }[]} changes
 * @property {{ at: number, count: number }[]} arrivals of the last ten seconds
 * @property {{ last: number, least: number } | null} delay from an event's time to its arrival, in ms
 */

/**
 * A model call. Times are ms from the run's first event; null is what nobody has told. A released call was turned away
 * and used nothing; a lost one ended without telling.
 * @typedef {object} Call
 * @property {Bar} bar
 * @property {string} step
 * @property {string} provider
 * @property {string} model
 * @property {string | null} asked what was said of where it was asked
 * @property {"open" | "recorded" | "released" | "lost"} state
 * @property {number} from
 * @property {number | null} to
 * @property {number | null} first when its first piece came
 * @property {number | null} input tokens
 * @property {number | null} output tokens
 * @property {number | null} cost US dollars
 * @property {import("../fold/types.js").Price | null} price
 */

/** @typedef {"running" | "completed" | "retried" | "failed" | "superseded" | "given up" | "stopped"} BarState */

/**
 * One provider's part of one attempt.
 * @typedef {object} Bar
 * @property {number} attempt
 * @property {string | null} provider
 * @property {string | null} asked
 * @property {number} from
 * @property {number | null} to null while it lasts
 * @property {BarState} state
 * @property {string | null} note why it failed
 * @property {Call[]} calls
 */

/** @typedef {{ step: string, label: string, bars: Bar[] }} Line */

export {};
