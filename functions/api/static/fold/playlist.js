/**
 * The parts of a playlist: every provider's list, and the positions that are shown.
 *
 * `providers` holds each provider's list, for ever. `tracks` holds the positions: until a primary is selected, the
 * first track that arrived for each position; after that the primary's, with the other lists' tracks as alternatives,
 * which are the positions themselves behind the end of a primary that stayed short.
 */

import { nameAndItem } from "./lookup.js";

/** @import { Choice, Entry, Event, PartsHandlers, PlaylistParts, Position, ProviderList, Snapshot } from "./types.js" */

/**
 * @param {{ providers: string[] }} started
 * @returns {PlaylistParts}
 */
export function empty({ providers }) {
  /** @returns {ProviderList} */
  const list = () => ({ state: "waiting", model: null, tracks: [], error: null });
  return { providers: Object.fromEntries(providers.map((name) => [name, list()])), primary: null, tracks: [] };
}

/**
 * 0–100: each provider counts the same, 70 % for its tracks and 30 % for their enrichment.
 * @param {Snapshot} snapshot
 */
export function progress({ parts, expected, steps }) {
  const lists = Object.entries(/** @type {PlaylistParts} */ (parts).providers);
  const wanted = expected.parts;
  const finished = steps.filter((step) => step.state === "completed" || step.state === "failed").map((step) => step.id);
  let total = 0;
  for (const [name, { state, tracks }] of lists) {
    if (state === "failed" || finished.includes(`enrich:${name}`)) {
      total += 1;
      continue;
    }
    const made = state === "completed" ? 1 : Math.min(1, tracks.length / wanted);
    const enriched = tracks.filter((entry) => entry.enrichment).length;
    total += 0.7 * made + 0.3 * Math.min(1, enriched / Math.max(wanted, tracks.length));
  }
  return Math.trunc((100 * total) / lists.length);
}

/** @type {PartsHandlers<PlaylistParts>} */
export const handlers = {
  "run.resumed"(parts, _event, data) {
    for (const id of data.steps) {
      const [name, provider] = nameAndItem(id);
      if (name === "generate") Object.assign(parts.providers[provider], { state: "waiting", error: null });
    }
  },

  "provider.started"(parts, event, data) {
    const list = listOfStep(parts, event);
    list.state = "running";
    if (isOwnOf(event, data.provider)) Object.assign(list, { model: data.model, error: null });
  },

  "track.added"(parts, _event, { provider, index, track, made_by = null }) {
    const entry = { provider, index, track, made_by, enrichment: null };
    parts.providers[provider].tracks.push(entry);
    if (parts.primary === null && index === parts.tracks.length) parts.tracks.push(position(entry));
  },

  "provider.completed"(parts, _event, data) {
    parts.providers[data.provider].state = "completed";
  },

  "primary.selected"(parts, _event, data) {
    parts.primary = data.provider;
    parts.tracks = parts.providers[data.provider].tracks.map(position);
  },

  "alternatives.added"(parts, _event, data) {
    const own = parts.providers[data.provider].tracks;
    for (const { for_index, track } of data.alternatives) {
      const shown = parts.tracks[for_index];
      if (shown) shown.alternatives.push(choice(own[for_index]));
      // It follows on another track here than in its own list.
      else parts.tracks.push({ ...position(own[for_index]), track });
    }
  },

  "provider.failed"(parts, event, data) {
    if (isOwnOf(event, data.provider)) listOfStep(parts, event).error = data.error;
  },

  "step.failed"(parts, event, data) {
    if (!data.final || !event.step?.startsWith("generate:")) return;
    Object.assign(listOfStep(parts, event), { state: "failed", error: data.error });
  },

  "track.enriched"(parts, _event, { provider, index, enrichment }) {
    parts.providers[provider].tracks[index].enrichment = enrichment;
    const shown = parts.tracks[index];
    for (const each of shown ? [shown, ...shown.alternatives] : []) {
      if (each.provider === provider) each.enrichment = enrichment;
    }
  },

  "track.swapped"(parts, _event, data) {
    const shown = parts.tracks[data.index];
    const displaced = choice(shown);
    const chosen = shown.alternatives.find((other) => other.provider === data.to_provider);
    shown.alternatives = [...shown.alternatives.filter((other) => other !== chosen), displaced];
    Object.assign(shown, chosen, { track: data.track });
    if (data.next_transition !== null) {
      const following = parts.tracks[data.index + 1];
      following.track = { ...following.track, transition: data.next_transition };
    }
  },
};

/**
 * @param {Entry} entry
 * @returns {Position}
 */
function position(entry) {
  return { index: entry.index, ...choice(entry), alternatives: [] };
}

/**
 * @param {Choice} entry
 * @returns {Choice}
 */
function choice({ provider, track, made_by, enrichment }) {
  return { provider, track, made_by, enrichment };
}

/**
 * The list that a step `generate:<provider>` makes, whoever it asks.
 * @param {PlaylistParts} parts
 * @param {Event} event
 */
function listOfStep(parts, event) {
  return parts.providers[nameAndItem(event.step)[1]];
}

/**
 * Whether an event is of the step that makes this provider's own list.
 * @param {Event} event
 * @param {string} provider
 */
function isOwnOf(event, provider) {
  return event.step === `generate:${provider}`;
}
