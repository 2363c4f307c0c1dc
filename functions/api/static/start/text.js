/** What is read out of words that were typed, and what is put into words. */

// What ends like a domain and is the name of a file or of a library.
const FILES = /\.(?:js|mjs|ts|tsx|py|md|css|json|html|txt|csv|zip|png|jpe?g|svg|mp[34])$/i;
const ADDRESS =
  /https?:\/\/[^\s<>"']+|(?<![@\w.-])(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}(?::\d+)?(?:\/[^\s<>"']*)?/gi;

/**
 * The first web page that a text names, with a scheme or without; null if it names none.
 * @param {string} text
 * @returns {string | null}
 */
export function pageIn(text) {
  for (const [found] of text.matchAll(ADDRESS)) {
    const address = found.replace(/[.,;:!?)\]]+$/, "");
    if (/^https?:/i.test(address) ? URL.canParse(address) : !FILES.test(address)) return address;
  }
  return null;
}

/**
 * A time span as a person says it: "10 seconds", "3 hours".
 * @param {number} milliseconds
 */
export function inWords(milliseconds) {
  const seconds = Math.max(1, Math.ceil(milliseconds / 1000));
  /** @type {[number, string][]} */
  const units = [
    [3600, "hour"],
    [60, "minute"],
    [1, "second"],
  ];
  const [size, name] = units.find(([least]) => seconds >= least * 2 || least === 1) ?? [1, "second"];
  const amount = Math.ceil(seconds / size);
  return `${amount} ${name}${amount === 1 ? "" : "s"}`;
}

/**
 * What a kind says of itself, up to its first stop.
 * @param {string} description
 */
export function gist(description) {
  return description.split(/[:.](?:\s|$)/, 1)[0];
}

/**
 * What a server says of a field, as a sentence.
 * @param {string} text
 */
export function sentence(text) {
  return text.charAt(0).toUpperCase() + text.slice(1) + (/[.!?]$/.test(text) ? "" : ".");
}
