/** What was typed into a kind's form and not yet sent. */

import { keep, recall } from "../page/stored.js";
import { looksOf } from "./looks.js";

/**
 * `raw`: what the form holds. `brought`: words for its main field, typed elsewhere. `sent`: an order that was not
 * answered yet, with its Idempotency-Key.
 * @typedef {{ raw?: any, brought?: string | null, sent?: { key: string, body: string } | null }} Draft
 */

/**
 * @param {string} kind
 * @returns {Draft}
 */
export function draftOf(kind) {
  return recall(`draft.${kind}`) ?? {};
}

/**
 * @param {string} kind
 * @param {Draft | null} draft what is new in it; null: it is done with
 */
export function keepDraft(kind, draft) {
  keep(`draft.${kind}`, draft && { ...draftOf(kind), ...draft });
}

/**
 * What a form holds, with these words in the kind's main field.
 * @param {string} kind
 * @param {any} raw
 * @param {string} words
 */
export function withWords(kind, raw, words) {
  const path = ["input", ...looksOf(kind).main];
  const last = path.pop() ?? "";
  const place = path.reduce((within, name) => within?.[name], raw);
  if (place && last in place) place[last] = words;
  return raw;
}

/**
 * The key of an order. One that was sent and not answered may have begun a run: sent again, after a reload, too, it has
 * the same key and so is the same run.
 * @param {string} kind
 * @param {unknown} order
 */
export function keyOf(kind, order) {
  const body = JSON.stringify(order);
  const { sent } = draftOf(kind);
  if (sent?.body === body) return sent.key;
  // Not randomUUID, which plain http does not have.
  const key = [...crypto.getRandomValues(new Uint32Array(4))].map((part) => part.toString(36)).join("-");
  keepDraft(kind, { sent: { key, body } });
  return key;
}
