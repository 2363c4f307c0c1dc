/** What the checks found: each stage's result, and where in the files. */

import { h, keyed } from "../page/dom.js";

/** @typedef {{ path: string | null, line: number | null, column: number | null, message: string }} Finding */
/** @typedef {{ stage: string, result: string, message: string, findings: Finding[], stale?: boolean }} Stage */

/** @type {Record<string, string>} */
const LOOKS = { pass: "badge good", fail: "badge bad" };

/**
 * A finding's place as tools write it.
 * @param {Finding} finding
 */
export function placeOf({ path, line, column }) {
  return [path, line, line && column].filter((part) => part !== null).join(":");
}

/** @param {(finding: Finding) => void} go shows the place of a finding */
export function createChecks(go) {
  const element = h("ul", { class: "code-checks" });

  /** @param {Stage[]} stages */
  function update(stages) {
    keyed(
      element,
      stages,
      (stage) => stage.stage + stage.result + stage.stale + stage.message,
      ({ stage, result, message, findings, stale }) => {
        const looks = stale ? "badge" : (LOOKS[result] ?? "badge warn");
        const head = h(
          "div",
          { class: "row" },
          h("span", { class: looks }, result),
          h("strong", null, stage.replaceAll("_", " ")),
        );
        if (stale)
          head.append(
            h("span", { class: "small soft" }, "before the last change: not known of the files as they are now"),
          );
        const found = h("ul", null, ...findings.map((finding) => h("li", null, link(finding))));
        return {
          element: h(
            "li",
            { class: "fresh" },
            head,
            h("p", { class: "small soft" }, message),
            findings.length > 0 && found,
          ),
        };
      },
    );
  }

  /** @param {Finding} finding */
  function link(finding) {
    const place = placeOf(finding);
    const said = [h("span", { class: "mono" }, place), " ", finding.message];
    return finding.path
      ? h("button", { class: "plain", onclick: () => go(finding) }, said)
      : h("span", null, finding.message);
  }

  return { element, update };
}
