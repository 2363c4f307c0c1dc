/** What the code view says of files and findings. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { placeOf } from "../../functions/api/static/code/checks.js";
import { rowsOf, stateOf } from "../../functions/api/static/code/tree.js";
import { size } from "../../functions/api/static/page/words.js";

/** @typedef {import("../../functions/api/static/fold/types.js").CodeFile} File */

/**
 * @param {string} path
 * @param {Partial<File>} [rest]
 * @returns {File}
 */
function file(path, rest) {
  return { path, purpose: null, state: "planned", content: null, bytes: null, sha256: null, draft: null, ...rest };
}

test("folders come before the files beside them, and names in order", () => {
  const paths = ["openapi.yaml", "app/main.py", "app/__init__.py", "app/api/tasks.py", "README.md", "apples.txt"];
  const rows = rowsOf(paths.map((path) => file(path)));
  assert.deepEqual(
    rows.map(({ path, depth, file }) => [path, depth, file !== null]),
    [
      ["app/", 0, false],
      ["app/api/", 1, false],
      ["app/api/tasks.py", 2, true],
      ["app/__init__.py", 1, true],
      ["app/main.py", 1, true],
      ["README.md", 0, true],
      ["apples.txt", 0, true],
      ["openapi.yaml", 0, true],
    ],
  );
});

test("a row says its folder for those who do not see where it stands", () => {
  assert.equal(rowsOf([file("app/api/tasks.py")]).at(-1)?.folder, "app/api/");
});

test("the state of a file in a word", () => {
  assert.equal(stateOf(file("a")), "planned");
  assert.equal(stateOf(file("a"), false, true), "not made");
  assert.equal(stateOf(file("a", { state: "writing", draft: "" })), "writing");
  assert.equal(stateOf(file("a", { state: "writing", draft: "x", content: "y" })), "being made again");
  assert.equal(stateOf(file("a", { state: "writing", draft: "x", content: "y" }), true), "being repaired");
  assert.equal(stateOf(file("a", { state: "completed", content: "" }), true), "completed");
  assert.equal(stateOf(file("a", { state: "failed" })), "failed");
});

test("a finding's place has as much as is known", () => {
  const finding = { path: "a.py", line: 3, column: 7, message: "" };
  assert.equal(placeOf(finding), "a.py:3:7");
  assert.equal(placeOf({ ...finding, column: null }), "a.py:3");
  assert.equal(placeOf({ ...finding, line: null }), "a.py");
});

test("bytes for a person", () =>
  assert.deepEqual([0, 999, 1000, 13_401].map(size), ["0 B", "999 B", "1.0 KB", "13.4 KB"]));
