/** Style sheets of a folder, loaded when the folder's code is. */

/** @type {Map<string, Promise<void>>} */
const asked = new Map();

/**
 * Load a style sheet once; a sheet that does not come is no reason to show nothing.
 * @param {string} href whole, or relative to this folder (`../run/run.css`)
 * @returns {Promise<void>} when it applies
 */
export function loadStyle(href) {
  const url = new URL(href, import.meta.url).href;
  const before = asked.get(url);
  if (before) return before;
  const link = document.createElement("link");
  link.rel = "stylesheet";
  link.href = url;
  /** @type {Promise<void>} */
  const loading = new Promise((resolve) => {
    link.addEventListener("load", () => resolve());
    link.addEventListener("error", () => {
      // Asked for anew the next time.
      asked.delete(url);
      link.remove();
      resolve();
    });
  });
  asked.set(url, loading);
  document.head.append(link);
  return loading;
}
