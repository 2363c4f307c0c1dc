/** What a playlist's parts are. Nothing here runs, and no browser loads it. */

/**
 * How a track follows the one before it. `quality` judges the step in energy alone, `score` (0–100) tempo and key, too.
 * @typedef {object} Transition
 * @property {"excellent" | "good" | "fair" | "poor"} quality
 * @property {string} type
 * @property {number} duration_beats
 * @property {string} key_compatibility
 * @property {number | null} bpm_difference
 * @property {number} energy_gap
 * @property {number} score
 */

/**
 * Null is unknown.
 * @typedef {object} Track
 * @property {string} artist
 * @property {string} title
 * @property {number | null} duration_s
 * @property {number} energy 1–100
 * @property {string | null} key
 * @property {string | null} camelot
 * @property {number | null} bpm
 * @property {string | null} genre
 * @property {number | null} year
 * @property {boolean | null} explicit
 * @property {string} reason
 * @property {Transition | null} transition
 * @property {string[]} warnings
 */

/**
 * @typedef {object} Enrichment
 * @property {"resolved" | "unresolved" | "unavailable"} status
 * @property {string | null} url
 * @property {string | null} title
 * @property {string | null} thumbnail
 * @property {string | null} message
 */

/**
 * A track of a provider's list; `made_by` is another that has written it in that one's place.
 * @typedef {{ provider: string, track: Track, made_by: string | null, enrichment: Enrichment | null }} Choice
 */
/** @typedef {Choice & { index: number, alternatives: Choice[] }} Position */
/** @typedef {{ state: string, tracks: Choice[], error: { message: string } | null }} List */
/** @typedef {{ providers: Record<string, List>, primary: string | null, tracks: Position[] }} Parts */

/**
 * What of the input says how energy is to run.
 * @typedef {object} Wish
 * @property {string} arc_template
 * @property {string} energy_preset
 * @property {{ min: number, max: number }} energy_range
 * @property {number} energy_tolerance
 */

/** @typedef {{ name: string, result: string, message: string }} Check */

/**
 * What the view shows now.
 * @typedef {object} State
 * @property {Parts} parts
 * @property {(Position | undefined)[]} positions all that are expected
 * @property {(number | null)[]} wished their energies
 * @property {boolean} over whether nothing more comes
 * @property {boolean} canSwap
 * @property {number | null} opened the position that tells more
 * @property {string | null} busy the swap that was asked for
 */

/** @typedef {(place: number, provider: string) => void} Use puts a provider's track at a position */

export {};
