/** The words of code by what they are, as the viewer colours them. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { languageOf, tokenize } from "../../functions/api/static/code/tokens.js";

/** @typedef {ReturnType<typeof languageOf>} Language */

/**
 * The tokens of a text's lines, as `sort:text`.
 * @param {string} text
 * @param {Language} language
 */
function words(text, language) {
  let open = "";
  return text.split("\n").map((line) => {
    const found = tokenize(line, language, open);
    open = found.open;
    return found.tokens.map(([sort, from, to]) => `${sort}:${line.slice(from, to)}`);
  });
}

for (const [path, language] of [
  ["src/app.mjs", "script"],
  ["Scene.tsx", "script"],
  ["app/main.py", "python"],
  ["openapi.yaml", "other"],
  ["Dockerfile", "other"],
  [".env.example", "other"],
  ["no.py.txt", "other"],
]) {
  test(`${path} is read as ${language}`, () => assert.equal(languageOf(path), language));
}

test("JavaScript: keywords, calls, texts, numbers, comments", () => {
  assert.deepEqual(words('const a = take("x // y", 42); // the end', "script"), [
    ["keyword:const", "name:take", 'string:"x // y"', "number:42", "comment:// the end"],
  ]);
});

test("a slash is a division behind a value, and an expression where none is", () => {
  assert.deepEqual(words("x = a / b / c; y = /[/]\\/z/g.test(s)", "script"), [["string:/[/]\\/z/g", "name:test"]]);
});

test("JSX: tags are names, what closes itself is no expression", () => {
  assert.deepEqual(words("<p style={{top: 1}} /></p>", "script"), [["name:<p", "number:1", "name:</p"]]);
});

test("a comment, a template and a docstring go on over lines", () => {
  assert.deepEqual(words("a /* b\nconst c\nd */ const", "script"), [
    ["comment:/* b"],
    ["comment:const c"],
    ["comment:d */", "keyword:const"],
  ]);
  assert.deepEqual(words("`a\n\\` b` + 1", "script"), [["string:`a"], ["string:\\` b`", "number:1"]]);
  assert.deepEqual(words('r"""a\nb""" # c', "python"), [['string:r"""a'], ['string:b"""', "comment:# c"]]);
});

test("Python: decorators, classes, prefixes", () => {
  assert.deepEqual(words("@app.get(f'/x')\nasync def read(a: Task): pass", "python"), [
    ["name:@app.get", "string:f'/x'"],
    ["keyword:async", "keyword:def", "name:read", "name:Task", "keyword:pass"],
  ]);
});

test("YAML: keys with and without quotes, and an apostrophe that quotes nothing", () => {
  assert.deepEqual(words("  /tasks/{id}: # it's\n  '200': the user's own\n  on: true", "other"), [
    ["name:/tasks/{id}", "comment: # it's"],
    ["name:'200'"],
    ["name:on", "keyword:true"],
  ]);
});

test("JSON, settings and Dockerfiles", () => {
  assert.deepEqual(words('{"a": "b", "n": -1.5, "t": null}', "other"), [
    ['name:"a"', 'string:"b"', 'name:"n"', "number:-1.5", 'name:"t"', "keyword:null"],
  ]);
  assert.deepEqual(words("PORT=3000\nFROM node:20", "other"), [
    ["name:PORT", "number:3000"],
    ["keyword:FROM", "number:20"],
  ]);
});

test("every token lies in its line, behind the one before it", () => {
  const text = 'a </script> "b\\" `c` /* {d} */ \'\'\' """ 1e5 # <!-- é 😀 {"k": 1}';
  for (const language of /** @type {Language[]} */ (["script", "python", "other"])) {
    for (const open of ["", "`", "*/", '"""']) {
      let end = 0;
      for (const [, from, to] of tokenize(text, language, open).tokens) {
        assert.ok(from >= end && to > from && to <= text.length);
        end = to;
      }
    }
  }
});

// With time by the square of the length, one of these would take minutes.
for (const piece of [
  '"',
  "'",
  "`",
  "\\",
  '\\"',
  "/",
  "=/",
  "[",
  "{",
  "a",
  "a ",
  "a:",
  "-",
  "<a",
  "/*",
  '"""',
  " ",
  "1.",
]) {
  test(`128 KB of ${JSON.stringify(piece)} are read at once`, () => {
    const line = piece.repeat((128 * 1024) / piece.length);
    const begun = performance.now();
    for (const language of /** @type {Language[]} */ (["script", "python", "other"])) {
      for (const open of ["", "`", "*/", '"""']) tokenize(line, language, open);
      words(line.replace(/.{1000}/g, "$&\n"), language);
    }
    assert.ok(performance.now() - begun < 10_000);
  });
}
