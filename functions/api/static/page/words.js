/** Times, money, amounts and names, as the whole page writes them. */

/** @param {number} ms */
export function duration(ms) {
  if (ms < 9950) return `${(Math.max(0, ms) / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${seconds % 60} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** US dollars with four significant digits: a run costs cents. @param {number} usd */
export function dollars(usd) {
  if (usd >= 1000) return `$${count(Math.round(usd))}`;
  const digits = usd > 0 ? Math.min(9, Math.max(2, 3 - Math.floor(Math.log10(usd)))) : 2;
  const [whole, cents] = usd.toFixed(digits).split(".");
  return `$${whole}.${cents.slice(0, 2)}${cents.slice(2).replace(/0+$/, "")}`;
}

/** With commas. Not by `toLocaleString`: its first call takes a browser longer than all the rest. @param {number} number */
export function count(number) {
  return String(number).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** When it was, as `19:08`, and before today with the day. @param {Date} time */
export function clockTime(time) {
  const day = time.toDateString();
  const before = day === new Date().toDateString() ? "" : `${day.slice(4)}, `;
  return before + time.toTimeString().slice(0, 5);
}

/** @param {number} number @param {string} one */
export function plural(number, one) {
  return `${count(number)} ${one}${number === 1 ? "" : "s"}`;
}

const PROVIDERS = {
  openai: "OpenAI",
  anthropic: "Anthropic",
  gemini: "Gemini",
};

/** @param {string} name */
export function providerName(name) {
  return PROVIDERS[/** @type {keyof typeof PROVIDERS} */ (name)] ?? name;
}

/** So many bytes. @param {number} bytes */
export function size(bytes) {
  return bytes < 1000 ? `${bytes} B` : `${(bytes / 1000).toFixed(1)} KB`;
}

/** What is wrong, in words. @param {unknown} error */
export function problem(error) {
  const { detail, message, retryAfterMs } = /** @type {any} */ (error ?? {});
  const wait = retryAfterMs ? ` Try again in ${Math.ceil(retryAfterMs / 1000)} s.` : "";
  return `${detail ?? message ?? "the reason is not known"}${wait}`;
}
