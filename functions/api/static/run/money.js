/** Tokens and dollars of a run, as its calls tell them. */

import { h, keyed, put, set, show } from "../page/dom.js";
import { count, dollars, plural, providerName } from "../page/words.js";

/** @typedef {import("./context.js").Snapshot} Snapshot */

export function money() {
  const cost = h("b", { class: "number" });
  const calls = h("span", { class: "small soft number" });
  const tokens = h("p", { class: "small number" });
  const limit = h("div", { class: "run-track" }, h("div"));
  const open = h("p", { class: "small soft number" });
  const rows = h("tbody");
  const names = ["Provider", "In", "Out", "Cost"].map((name) => h("th", { scope: "col" }, name));
  const table = h("table", { class: "small number" }, h("thead", null, h("tr", null, ...names)), rows);
  const where = h("ul", { class: "small soft run-asked" });
  const details = h("details", null, h("summary", { class: "small" }, "By provider"), table, where);
  const summary = h("summary", null, h("h2", null, "Cost"), cost, calls);
  const element = h("details", { class: "panel run-money" }, summary, h("div", null, limit, tokens, open, details));
  // The newest word of each provider on who is asked, and where if that is not the provider's own address.
  /** @type {Map<string, string>} */
  const asked = new Map();
  let shown = -1;
  return {
    element,
    /** @param {Snapshot} snapshot @param {import("./context.js").Event[]} events */
    update({ usage, budget, seq }, events) {
      for (const { type, data, message } of events) {
        if (type === "provider.started" && message) asked.set(data.provider, message);
      }
      if (seq === shown) return;
      shown = seq;
      keyed(where, asked, ([name]) => name, sentence);
      const { max_cost_usd: max, reserved_usd: reserved, held_usd: held } = budget;
      put(cost, max === null ? dollars(usage.cost_usd) : `${dollars(usage.cost_usd)} of ${dollars(max)}`);
      put(calls, plural(usage.calls, "call"));
      put(tokens, `${count(usage.input_tokens)} tokens in, ${count(usage.output_tokens)} out`);
      show(limit, max !== null);
      const part = max ? Math.min(1, (usage.cost_usd + reserved + held) / max) : 0;
      set(/** @type {HTMLElement} */ (limit.firstElementChild), {
        style: { "--part": part },
      });
      const said = [
        reserved ? `${dollars(reserved)} reserved for open calls` : "",
        held ? `plus at most ${dollars(held)} for calls that did not tell their cost` : "",
      ];
      put(open, said.filter(Boolean).join("; "));
      show(open, reserved || held);
      const providers = Object.entries(usage.by_provider);
      show(details, providers.length);
      keyed(rows, providers, ([name]) => name, provider);
    },
  };
}

/** @param {[string, import("../fold/types.js").Usage]} entry */
function provider([name]) {
  const cells = [h("td"), h("td"), h("td")];
  const who = h("th", { scope: "row" }, h("span", { class: `dot ${name}` }), ` ${providerName(name)}`);
  /** @param {[string, import("../fold/types.js").Usage]} entry */
  function update([, usage]) {
    const said = [count(usage.input_tokens), count(usage.output_tokens), dollars(usage.cost_usd)];
    for (const [place, text] of said.entries()) put(cells[place], text);
  }
  return { element: h("tr", null, who, ...cells), update };
}

/** @param {[string, string]} entry */
function sentence(entry) {
  const element = h("li");
  /** @param {[string, string]} entry */
  const update = ([, said]) => put(element, said);
  update(entry);
  return { element, update };
}
