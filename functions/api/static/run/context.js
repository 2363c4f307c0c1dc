/**
 * What a kind's view and the run's page know of each other.
 */

/** @typedef {import("../fold/types.js").Snapshot} Snapshot */
/** @typedef {import("../fold/types.js").Event} Event */

/**
 * A kind as `/v1/kinds` describes it.
 * @typedef {object} KindInfo
 * @property {string} name
 * @property {string} title
 * @property {string} description
 * @property {any} input_schema
 * @property {{ name: string, description: string, repeatable: boolean, on_request: boolean }[]} steps
 * @property {{ name: string, media_type: string, extension: string }[]} export_formats
 */

/**
 * What is to be made again, and what a person wants changed in it. With no steps: what is missing.
 * @typedef {{ steps?: string[], feedback?: string, max_cost_usd?: number }} Again
 */

/**
 * What a kind's view may use.
 * @typedef {object} Context
 * @property {import("../client/run.js").Run} run
 * @property {boolean} canControl whether there is an API key and this is no replay; where not, nothing that acts is shown
 * @property {KindInfo | null} kind null for a reader who has a read link only
 * @property {(label: string, work: () => Promise<unknown>) => Promise<boolean>} act
 *   does something; where it fails, the page says what `label` names and why. Whether it worked
 * @property {(again?: Again) => Promise<boolean>} continueRun makes steps again and follows on. Whether it was accepted
 * @property {(text: string) => void} announce tells screen readers, politely
 */

/**
 * What shows a run's parts. `update` is called at most once a frame, with the newest snapshot (read only, advanced in
 * place) and the events since the last call. The view is right by the snapshot alone; the events say what is new.
 * @typedef {object} KindView
 * @property {HTMLElement} element
 * @property {(snapshot: Snapshot, events: Event[]) => void} update
 */

/** @typedef {{ create: (context: Context) => KindView }} KindModule */

export {};
