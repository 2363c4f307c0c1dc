/** Times and amounts as the drawer writes them. */

import { count } from "../page/words.js";

/** @param {number | null} amount a whole number */
export const number = (amount) => (amount === null ? "unknown" : count(amount));

/** @param {number | null} ms */
export function time(ms) {
  if (ms === null) return "unknown";
  return Math.abs(ms) < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(Math.abs(ms) < 10_000 ? 2 : 1)} s`;
}

/** Round times for an axis, about `wanted` of them up to `end`. @param {number} end @param {number} wanted */
export function ticks(end, wanted) {
  const rough = Math.max(end, 1) / wanted;
  const unit = 10 ** Math.floor(Math.log10(rough));
  const step = unit * ([1, 2, 5].find((size) => size * unit >= rough) ?? 10);
  return Array.from({ length: Math.floor(end / step) + 1 }, (_, place) => place * step);
}
