/**
 * What this browser remembers of a person, by names of our own. A browser that refuses (a full disk, a private window)
 * remembers until the page is closed.
 */

const PREFIX = "tailrace.";

/** @type {Map<string, string>} */
const held = new Map();

/**
 * What was kept under this name, or null.
 * @param {string} name
 * @returns {any}
 */
export function recall(name) {
  let text = held.get(name) ?? null;
  try {
    text = localStorage.getItem(PREFIX + name) ?? text;
    return text === null ? null : JSON.parse(text);
  } catch {
    return null;
  }
}

/**
 * Keep a value that JSON can say; null forgets it.
 * @param {string} name
 * @param {unknown} value
 */
export function keep(name, value) {
  const text = JSON.stringify(value);
  if (value === null) held.delete(name);
  else held.set(name, text);
  try {
    if (value === null) localStorage.removeItem(PREFIX + name);
    else localStorage.setItem(PREFIX + name, text);
  } catch {
    // It is held in memory.
  }
}
