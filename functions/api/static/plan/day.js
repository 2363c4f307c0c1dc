/** A day as it is read in a kitchen or on a mat: everything that its content has, in the order of the day. */

import { h } from "../page/dom.js";
import { chart, dayRows } from "./chart.js";
import { line, number, title, words } from "./state.js";

/**
 * @param {import("./state.js").Day} day with its content
 * @param {any} targets
 * @param {boolean} figures whether energy and nutrients may be shown to this person
 */
export function dayBody(day, targets, figures) {
  const { morning, meals, activities, evening } = day.content;
  const rest = block(["Movement"], h("p", null, day.active ? "No activities." : "A day of rest."));
  const blocks = [
    block(
      ["Morning"],
      h("p", null, `Up at ${morning.wake_time}, ${number(morning.hydration_ml)} ml of water.`),
      bullets(morning.affirmations, "soft"),
      ...morning.practices.flatMap(practice),
    ),
    ...meals.map((/** @type {any} */ dish) => meal(dish, figures)),
    ...(activities.length ? activities.map(activity) : [rest]),
    block(
      ["Evening"],
      bullets(evening.wind_down),
      h("p", null, h("em", null, evening.reflection)),
      h("p", null, `Bed at ${evening.bedtime}.`),
    ),
  ];
  return [
    chart("Made, against what was meant", dayRows(day, targets, figures)),
    h("div", { class: "blocks" }, ...blocks),
  ];
}

/** @param {[string, string?]} heading when or what, and its name @param {...import("../page/dom.js").Child} content */
function block([what, name], ...content) {
  return h("section", null, h("h4", null, h("span", { class: "what" }, what), name && ` ${name}`), ...content);
}

/** @param {any} item */
function practice({ name, kind, minutes, steps, tags }) {
  return [
    h("p", null, h("strong", null, name)),
    facts(kind, `${minutes} min`, ...list("Involves", tags)),
    numbered(steps),
  ];
}

/** @param {any} item @param {boolean} figures */
function meal(item, figures) {
  const grams = ["protein", "carbs", "fat", "fibre"].map((name) => `${name} ${number(item[`${name}_g`])} g`);
  const care = [...list("Contains", item.contains), ...list("Mind", item.cautions)];
  const ingredients = item.ingredients.map((/** @type {any} */ { name, amount }) =>
    h("li", null, h("span", null, amount), " ", h("span", null, name)),
  );
  return block(
    [title(item.slot), item.name],
    facts(item.cuisine, `${item.prep_minutes} min to prepare, ${item.cook_minutes} to cook`),
    figures && facts(`${number(item.kcal)} kcal`, ...grams),
    care.length > 0 && h("p", null, h("strong", null, line(...care))),
    h("div", { class: "recipe" }, h("ul", { class: "amounts" }, ...ingredients), numbered(item.steps)),
    facts(...list("Fits", item.diets)),
  );
}

/** @param {any} item */
function activity(item) {
  const { sets, reps, rest_s: rest } = item;
  const times = sets && reps ? `${sets} × ${reps}` : sets ? `${sets} sets` : reps && `${reps} times`;
  const said = line(times, rest && `${rest} s rest`);
  return block(
    [item.start, item.name],
    facts(`${item.minutes} min`, item.type, `${item.intensity} intensity`, item.place),
    said && h("p", null, h("strong", null, said)),
    numbered(item.steps),
    bullets(list("Easier", item.modifications)),
    facts(...list("With", item.equipment), ...list("Works", item.muscles), ...list("Involves", item.tags)),
  );
}

/** @param {...unknown} parts */
const facts = (...parts) => parts.length > 0 && h("p", { class: "soft small" }, line(...parts));

/** @param {string} lead @param {string[]} names */
const list = (lead, names) => (names.length ? [`${lead}: ${names.map(words).join(", ")}`] : []);

/** @param {string[]} texts @param {string} [look] */
const bullets = (texts, look) =>
  texts.length > 0 && h("ul", { class: look }, ...texts.map((text) => h("li", null, text)));

/** Many steps are folded, so that the next dish is not far. @param {string[]} steps */
function numbered(steps) {
  const all = h("ol", null, ...steps.map((text) => h("li", null, text)));
  return steps.join("").length > 600 ? h("details", null, h("summary", null, `${steps.length} steps`), all) : all;
}
