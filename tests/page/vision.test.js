/** The vision view's Markdown, as a tree, and what it says of sections. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { inline, parse } from "../../functions/api/static/vision/markdown.js";
import { wishOf } from "../../functions/api/static/vision/refine.js";
import { stateOf } from "../../functions/api/static/vision/section.js";

/** @typedef {import("../../functions/api/static/vision/markdown.js").Tree} Tree */

/** A tree as a short text, as `p(a strong(b))`. @param {Tree[]} trees @returns {string} */
const told = (trees) =>
  trees.map((tree) => (typeof tree === "string" ? tree : `${tree.tag}(${told(tree.children)})`)).join("");

test("headings, paragraphs and lists become what they are", () => {
  const page = "# Harbour Lane\n\n## Vision\nOne line\nand another.\n\n- a\n- b\n\n1. first\n2. second";
  assert.equal(
    told(parse(page)),
    "h4(Harbour Lane)h5(Vision)p(One line and another.)ul(li(a)li(b))ol(li(first)li(second))",
  );
});

test("the first heading is the highest, however deep the model began", () => {
  assert.equal(told(parse("### Thesis\nx\n#### More\ny")), "h4(Thesis)p(x)h5(More)p(y)");
});

test("emphasis and code are found; lone marks and names with underscores are text", () => {
  assert.equal(told(inline("**bold** and *soft* and `a<b`")), "strong(bold) and em(soft) and code(a<b)");
  assert.equal(told(inline("3 * 4 * 5 and near_term_bets and 2 ** 3")), "3 * 4 * 5 and near_term_bets and 2 ** 3");
  assert.equal(told(inline("**a *b* c**")), "strong(a em(b) c)");
});

test("a table has a head and cells", () => {
  assert.equal(
    told(parse("| Bet | Owner |\n| --- | :-: |\n| Sell | Ann |")),
    "table(tr(th(Bet)th(Owner))tr(td(Sell)td(Ann)))",
  );
});

test("markup is text, whatever it says", () => {
  const hostile = '<img src=x onerror="alert(1)">';
  assert.equal(
    told(parse(`# ${hostile}\n\n- ${hostile}\n\n</script>[a](javascript:alert(1))`)),
    `h4(${hostile})ul(li(${hostile}))p(</script>[a](javascript:alert(1)))`,
  );
});

test("a long line of marks takes no time", () => {
  const started = performance.now();
  parse("*a ".repeat(5000));
  parse(`${"**".repeat(5000)} ${"|".repeat(5000)} ${"_a".repeat(5000)}`);
  assert.ok(performance.now() - started < 2000);
});

test("a section is to come, being written, there, outdated or not written", () => {
  const section = { content: null, draft: "", state: "pending", feedback: null, history: [] };
  assert.equal(stateOf(section, false), "to come");
  assert.equal(stateOf(section, true), "not written");
  assert.equal(stateOf({ ...section, state: "writing", draft: "We" }, false), "being written");
  const there = { ...section, content: "We exist.", state: "completed" };
  assert.equal(stateOf(there, true), "there");
  assert.equal(stateOf({ ...there, state: "writing" }, false), "being written anew");
  assert.equal(stateOf({ ...there, outdated: true }, true), "outdated");
});

test("a ready wish has its words, another is quoted", () => {
  assert.equal(wishOf("more_concise"), "More concise");
  assert.equal(wishOf("name the customer"), "“name the customer”");
});
