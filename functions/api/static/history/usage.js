/** What was used, today and this month. */

import { h, put } from "../page/dom.js";
import { count, dollars, plural, providerName } from "../page/words.js";

/** @param {import("../page/app.js").App} app */
export function usage(app) {
  const element = h("section", { class: "usage", "aria-label": "Usage" });
  put(element, h("div", { class: "panel ghost" }), h("div", { class: "panel ghost" }));
  app.client.usage().then(
    ({ today, this_month: month, budget }) => {
      const limit = budget && `${dollars(budget.left_usd)} of ${dollars(budget.daily_usd)} left today`;
      put(element, period("Today", today, limit), period("This month", month));
    },
    () => element.remove(),
  );
  return element;
}

/**
 * @param {string} name
 * @param {any} used
 * @param {string | null} [limit]
 */
function period(name, used, limit) {
  const tokens = count(used.input_tokens + used.output_tokens);
  const providers = Object.entries(used.by_provider).map(([who, amount]) =>
    h("span", { class: "who" }, h("span", { class: `dot ${who}` }), `${providerName(who)} ${dollars(amount.cost_usd)}`),
  );
  return h(
    "div",
    { class: "panel number" },
    h("h2", { class: "small soft" }, name),
    h("p", null, h("b", null, dollars(used.cost_usd)), ` for ${plural(used.runs, "run")}, ${tokens} tokens`),
    limit && h("p", { class: "small" }, limit),
    providers.length > 0 && h("p", { class: "row small soft" }, providers),
  );
}
