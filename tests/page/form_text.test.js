/** What is read out of free words, and times in words. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { gist, inWords, pageIn, sentence } from "../../functions/api/static/start/text.js";

/** @type {[string, string | null][]} */
const pages = [
  ["A video of https://example.com/pricing, please", "https://example.com/pricing"],
  ["example.com/pricing", "example.com/pricing"],
  ["Look at (www.example.co.uk).", "www.example.co.uk"],
  ["http://127.0.0.1:8787/simulator/sites/fintech/", "http://127.0.0.1:8787/simulator/sites/fintech/"],
  ["HTTPS://EXAMPLE.COM", "HTTPS://EXAMPLE.COM"],
  ["write to me@example.com", null],
  ["an API in Node.js with a main.py", null],
  ["e.g. songs like that, i.e. slow ones", null],
  ["https://", null],
  ["javascript:alert(1)", null],
  ["a set for a night drive", null],
];
for (const [text, page] of pages) {
  test(`"${text}" names ${page ?? "no page"}`, () => assert.equal(pageIn(text), page));
}

/** @type {[number, string][]} */
const spans = [
  [0, "1 second"],
  [1000, "1 second"],
  [10_000, "10 seconds"],
  [119_000, "119 seconds"],
  [120_000, "2 minutes"],
  [3_600_000, "60 minutes"],
  [7_200_000, "2 hours"],
  [9_000_000, "3 hours"],
];
for (const [ms, words] of spans) test(`${ms} ms is ${words}`, () => assert.equal(inWords(ms), words));

test("a kind says in short what it says up to its first stop", () => {
  assert.equal(gist("An API: contract first. Then files."), "An API");
  assert.equal(gist("Two at 3.5 minutes each. More."), "Two at 3.5 minutes each");
});

test("what a server says becomes a sentence", () => {
  assert.equal(sentence("must be given"), "Must be given.");
  assert.equal(sentence("Is it?"), "Is it?");
});
