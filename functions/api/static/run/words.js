/** What the page says of a run: its title, what was kept, times and money. Pure functions of the snapshot. */

/** @typedef {import("./context.js").Snapshot} Snapshot */
/** @typedef {Snapshot["steps"][number]} Step */
/** @typedef {"queued" | "running" | "completed" | "degraded" | "cancelled" | "failed"} State */

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

/** What a run is about. @param {Snapshot} snapshot */
export function titleOf(snapshot) {
  const { kind, parts } = snapshot;
  const input = snapshot.input ?? {};
  const said = {
    playlist: () => input.prompt ?? input.long_form_input,
    code: () => parts.summary?.split(/[:.]\s/, 1)[0] ?? input.prompt,
    video: () => parts.brand?.name?.text ?? parts.site?.title ?? input.url ?? input.text,
    plan: () => parts.title,
    vision: () => parts.company ?? input.company_name,
  }[/** @type {string} */ (kind)];
  const text = said?.();
  return typeof text === "string" && text.trim() ? shortened(text.trim(), 110) : null;
}

/** @param {string} text @param {number} length */
function shortened(text, length) {
  const line = text.split("\n", 1)[0];
  if (line.length <= length) return line;
  const cut = line.lastIndexOf(" ", length);
  return `${line.slice(0, cut > length / 2 ? cut : length)}…`;
}

const PARTS = { playlist: "track", code: "file", video: "scene", plan: "day" };

/** How many parts are there. @param {Snapshot} snapshot */
export function made(snapshot) {
  const { parts } = snapshot;
  /** @param {any[]} all */
  const complete = (all) => all.filter((part) => part.content !== null).length;
  const counts = {
    playlist: () => parts.tracks.length,
    code: () => complete(parts.files),
    video: () => parts.scenes.length,
    plan: () => complete(parts.days),
    vision: () =>
      complete([...Object.values(parts.sections), parts.one_pager]) + (parts.qa ? 1 : 0) + (parts.scores ? 1 : 0),
  };
  return counts[/** @type {keyof typeof counts} */ (snapshot.kind)]?.() ?? 0;
}

/** What a run that ended early leaves. @param {Snapshot} snapshot */
export function kept(snapshot) {
  const name = PARTS[/** @type {keyof typeof PARTS} */ (snapshot.kind)] ?? "part";
  const there = made(snapshot);
  const all = Math.max(snapshot.expected.parts, there);
  if (there === 0) return `No ${name} was complete.`;
  return `${there} of ${plural(all, name)} ${there === 1 ? "is" : "are"} kept.`;
}

/** @param {Snapshot} snapshot @returns {State} */
export function stateOf(snapshot) {
  if (snapshot.status === "completed" && snapshot.degraded.length) return "degraded";
  return /** @type {State} */ (snapshot.status);
}

/** @type {Record<State, { word: string, tone: string }>} */
export const STATES = {
  queued: { word: "Waiting to start", tone: "" },
  running: { word: "Running", tone: "busy" },
  completed: { word: "Done", tone: "good" },
  degraded: { word: "Done, with something missing", tone: "warn" },
  cancelled: { word: "Cancelled", tone: "" },
  failed: { word: "Failed", tone: "bad" },
};

/** @param {Snapshot} snapshot */
export function isOpen(snapshot) {
  return snapshot.status === "queued" || snapshot.status === "running";
}

/**
 * What the browser's tab says.
 * @param {Snapshot} snapshot
 * @param {string} title
 */
export function tabTitle(snapshot, title) {
  const state = stateOf(snapshot);
  const now = state === "running" ? `${snapshot.progress} %` : STATES[state].word.split(",")[0];
  return `${now} · ${title} · Tailrace`;
}

/**
 * What a step says of its work; that it asks a model is no news.
 * @param {Step} step
 */
export function says({ message, model, label }) {
  return message && message !== label && !(model && message.includes(model)) ? message : null;
}

/** What is on just now, by the step that began last; null when nothing is at work. @param {Snapshot} snapshot */
export function now(snapshot) {
  const working = snapshot.steps.filter((step) => step.state === "running" || step.state === "retrying");
  if (!working.length) return null;
  const latest = working.reduce((a, b) => ((b.started_at ?? "") > (a.started_at ?? "") ? b : a));
  const more = working.length > 1 ? ` and ${working.length - 1} more` : "";
  return `${says(latest) ?? latest.label}${more}`;
}

/** What is wrong, in words. @param {unknown} error */
export function problem(error) {
  const { detail, message, retryAfterMs } = /** @type {any} */ (error ?? {});
  const wait = retryAfterMs ? ` Try again in ${Math.ceil(retryAfterMs / 1000)} s.` : "";
  return `${detail ?? message ?? "the reason is not known"}${wait}`;
}
