/** What the project will be, what it has to fulfil, and at the end what there is. */

import { h, keyed, put, show } from "../page/dom.js";
import { plural, size } from "../page/words.js";

/** @typedef {import("../run/context.js").Snapshot} Snapshot */

export function createAbout() {
  const summary = h("p");
  const requirements = h("ul", { class: "small", "aria-label": "What it has to fulfil" });
  const have = h("p", { class: "row" });
  const title = h("h2", null, "The project");
  const element = h("section", { class: "panel stack code-about" }, title, summary, requirements, have);

  /** @param {Snapshot} snapshot @param {boolean} closed */
  function update({ parts, summary: end }, closed) {
    const waiting = closed
      ? "The run ended before it was planned."
      : "The contract comes first; then it is known which files there will be.";
    put(summary, parts.summary ?? waiting);
    const row = (/** @type {string} */ text) => ({ element: h("li", null, text) });
    keyed(requirements, parts.requirements, (text) => text, row);
    show(requirements, parts.requirements.length);
    show(have, end);
    if (end) put(have, ...told(end));
  }

  return { element, update };
}

const FRAMEWORKS = { express: "Express", fastapi: "FastAPI" };

/** @param {any} end the summary of a completed run */
function told({ framework, files, bytes, checks, result }) {
  const results = Object.values(checks);
  const passed = results.filter((one) => one === "pass").length;
  const looks = { pass: "good", fail: "bad" }[/** @type {string} */ (result)] ?? "warn";
  const facts = [FRAMEWORKS[/** @type {"express"} */ (framework)] ?? framework, plural(files, "file"), size(bytes)];
  return [
    ...facts.map((text) => h("span", { class: "badge" }, text)),
    h("span", { class: `badge ${looks}` }, `${passed} of ${plural(results.length, "check")} passed`),
  ];
}
