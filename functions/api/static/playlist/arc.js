/** The energy that a set is wished to have, and where it is drawn. */

/** @import { Wish } from "./types.js" */

/** @type {Record<string, number[]>} */
const CURVES = {
  mountain: [30, 42, 56, 72, 88, 100, 85, 65, 45, 25],
  slow_burn: [20, 25, 30, 37, 45, 54, 64, 76, 88, 100],
  rollercoaster: [60, 85, 50, 90, 45, 95, 55, 100, 50, 80],
  wave: [55, 75, 95, 75, 55, 75, 95, 75, 55, 75],
  steady: [75, 75],
  descent: [100, 94, 87, 79, 70, 60, 50, 40, 30, 20],
  double_peak: [40, 68, 95, 76, 55, 52, 74, 95, 70, 45],
  late_night: [65, 67, 70, 73, 76, 79, 82, 85, 88, 90],
  explosive_start: [100, 98, 90, 72, 60, 52, 46, 40, 35, 30],
  tension_release: [50, 56, 63, 70, 78, 86, 94, 100, 66, 40],
  chill: [35, 38, 40, 42, 45, 44, 42, 40, 37, 35],
  festival_closer: [40, 50, 58, 54, 66, 74, 70, 84, 93, 100],
};

/** @type {Record<string, [number, number]>} */
const PRESETS = { no_slow_songs: [51, 100], keep_it_mellow: [1, 50], mid_tempo_groove: [60, 75] };

/**
 * The energy wished at each position, as the server asks the models for it; null for an arc it has that we don't.
 * @param {Wish} wish
 * @param {number} count
 * @returns {(number | null)[]}
 */
export function targets(wish, count) {
  const curve = CURVES[wish.arc_template];
  if (!curve) return Array(count).fill(null);
  const [least, most] = PRESETS[wish.energy_preset] ?? [1, 100];
  const low = Math.max(least, wish.energy_range.min);
  const high = Math.min(most, wish.energy_range.max);
  const mean = curve.reduce((sum, value) => sum + value, 0) / curve.length;
  return Array.from({ length: count }, (_, place) => {
    const value = count === 1 ? mean : at(curve, (place * (curve.length - 1)) / (count - 1));
    return Math.floor(low + ((high - low) * value) / 100 + 0.5);
  });
}

/** @param {number[]} curve @param {number} x */
function at(curve, x) {
  const left = Math.min(Math.floor(x), curve.length - 2);
  return curve[left] + (curve[left + 1] - curve[left]) * (x - left);
}

/** Where a position is, in hundredths of the width. @param {number} place @param {number} count */
export const across = (place, count) => (count > 1 ? (100 * place) / (count - 1) : 50);

/**
 * A line through what is known of these values (0–100, 100 on top); it breaks where nothing is.
 * @param {(number | null | undefined)[]} values
 */
export function line(values) {
  return values.reduce((drawn, value, place) => {
    if (value == null) return drawn;
    const pen = place && values[place - 1] != null ? "L" : "M";
    return `${drawn}${pen}${round(across(place, values.length))} ${100 - value}`;
  }, "");
}

/**
 * The area that is at most `tolerance` off.
 * @param {(number | null)[]} values
 * @param {number} tolerance
 */
export function band(values, tolerance) {
  if (values.includes(null)) return "";
  const edge = (/** @type {number} */ off) =>
    values.map((value, place) => {
      const energy = Math.min(100, Math.max(0, Number(value) + off));
      return `${round(across(place, values.length))} ${100 - energy}`;
    });
  return `M${[...edge(tolerance), ...edge(-tolerance).reverse()].join("L")}Z`;
}

/** @param {number} value */
const round = (value) => Math.round(value * 100) / 100;

/**
 * What the chart shows, in words.
 * @param {string} arc its name
 * @param {(number | null)[]} wished
 * @param {(number | null | undefined)[]} energies
 * @param {number} tolerance
 */
export function reading(arc, wished, energies, tolerance) {
  const offs = energies.flatMap((energy, place) => {
    const target = wished[place];
    return energy == null || target === null ? [] : { place, off: Math.abs(energy - target) };
  });
  if (!offs.length) return `The wished arc is ${arc}. No track is there yet.`;
  const within = offs.filter(({ off }) => off <= tolerance).length;
  const furthest = offs.reduce((most, next) => (next.off > most.off ? next : most));
  const text = `${within} of ${offs.length} tracks are within ${tolerance} of the ${arc} arc`;
  return furthest.off ? `${text}; track ${furthest.place + 1} is the furthest off, by ${furthest.off}.` : `${text}.`;
}
