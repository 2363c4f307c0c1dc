/** Colours that a foreign page named: used only where they are what they should be. */

/**
 * A plain `#rrggbb`, or null for anything else.
 * @param {unknown} value
 */
export function hex(value) {
  return typeof value === "string" && /^#[0-9a-f]{6}$/i.test(value) ? value : null;
}

/**
 * Black or white, whichever is easier to read on this colour (WCAG's luminance).
 * @param {string} colour `#rrggbb`
 */
export function readableOn(colour) {
  const parts = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255);
  const [red, green, blue] = parts.map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.179 ? "#000000" : "#ffffff";
}
