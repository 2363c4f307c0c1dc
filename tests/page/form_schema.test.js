/** JSON Schema that no kind uses today, what a form leaves out, and the sentences of validation. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { fromRaw, shapeOf, toRaw } from "../../functions/api/static/start/schema.js";
import { problems } from "../../functions/api/static/start/validate.js";

/**
 * @param {any} schema
 * @param {any} value
 */
function said(schema, value) {
  return problems(shapeOf(schema, schema, true), value).map(({ path, message }) =>
    [path.join("."), message].join(": "),
  );
}

/**
 * @param {any} schema
 * @param {any} raw
 */
function sent(schema, raw) {
  return fromRaw(shapeOf(schema, schema, true), raw);
}

test("a list of types with null is that type, and may be left out", () => {
  const shape = shapeOf({ type: ["integer", "null"], maximum: 3 });
  assert.deepEqual([shape.type, shape.nullable], ["integer", true]);
});

test("limits beside a choice of types count as those within it", () => {
  const schema = { anyOf: [{ type: "integer", minimum: 1 }, { type: "null" }], maximum: 200 };
  assert.deepEqual(said(schema, 201), [": From 1 to 200."]);
  assert.deepEqual(said(schema, 0), [": From 1 to 200."]);
});

test("a constant is a choice of one", () => assert.deepEqual(shapeOf({ const: 4 }).enum, [4]));

test("a reference keeps what is said beside it", () => {
  const root = { $defs: { "a/b": { type: "string", title: "Own" } } };
  assert.equal(shapeOf({ $ref: "#/$defs/a~1b", title: "Beside" }, root).title, "Beside");
  assert.equal(shapeOf({ $ref: "#/$defs/a~1b" }, root).title, "Own");
});

test("choices that are no texts come out as what they are", () => {
  const schema = { enum: [1, 2, 5] };
  assert.equal(sent(schema, toRaw(shapeOf(schema), 2)), 2);
});

/** @type {[any, any, string][]} */
const sentences = [
  [{ type: "string" }, undefined, "This is needed."],
  [{ enum: ["a"] }, undefined, "Choose one."],
  [{ enum: ["a"] }, "b", "Choose one of these."],
  [{ type: "number" }, "x", "Write a number."],
  [{ type: "integer" }, 1.5, "Write a whole number."],
  [{ type: "integer", minimum: 1 }, 0, "At least 1."],
  [{ type: "integer", maximum: 9 }, 10, "At most 9."],
  [{ type: "number", exclusiveMinimum: 0 }, 0, "More than 0."],
  [{ type: "number", exclusiveMaximum: 1 }, 1, "Less than 1."],
  [{ type: "number", multipleOf: 0.1 }, 0.35, "A multiple of 0.1."],
  [{ type: "string", minLength: 10 }, "  nine   ", "At least 10 characters."],
  [{ type: "string", maxLength: 3 }, "four", "At most 3 characters; these are 4."],
  [{ type: "string", pattern: "^a$", description: "An a." }, "b", "This is not in the form that is asked for. An a."],
  [{ type: "string", format: "uri" }, "no address", "This is not in the form that is asked for."],
  [{ type: "array", items: { type: "string" }, minItems: 1 }, [], "Choose at least one."],
  [{ type: "array", items: { type: "string" }, minItems: 2 }, ["a"], "At least 2 are needed."],
  [{ type: "array", items: { type: "string" }, maxItems: 1 }, ["a", "b"], "At most 1; these are 2."],
  [{ type: "array", items: { type: "string" }, uniqueItems: true }, ["a", "a"], "Name each only once."],
];
for (const [schema, value, sentence] of sentences) {
  test(`${JSON.stringify(schema)} says of ${JSON.stringify(value)}: ${sentence}`, () => {
    assert.deepEqual(said(schema, value), [`: ${sentence}`]);
  });
}

test("a multiple of a tenth is one, whatever a computer makes of it", () => {
  assert.deepEqual(said({ type: "number", multipleOf: 0.1 }, 0.3), []);
});

test("characters are counted as the server counts them, not by their halves", () => {
  assert.deepEqual(said({ type: "string", maxLength: 2 }, "🎧🎧"), []);
});

test("what is empty is not sent, and what is wrong is kept for validation to say", () => {
  const properties = { name: { type: "string" }, size: { type: "number" }, age: { type: "integer" } };
  assert.deepEqual(sent({ type: "object", properties }, { name: "  ", size: "NaN", age: "" }), { size: "NaN" });
});

test("entries of a list that say nothing are not sent", () => {
  const line = { type: "array", items: { type: "string" } };
  assert.deepEqual(sent(line, ["", "b", " "]), ["b"]);
  const item = { type: "object", properties: { title: { type: "string" }, weight: { type: "integer", default: 3 } } };
  assert.deepEqual(sent({ type: "array", items: item }, [{ title: "", weight: "3" }]), []);
  assert.deepEqual(sent({ type: "array", items: item }, [{ title: "", weight: "4" }]), [{ weight: 4 }]);
});

test("an object that may be null and was not touched is not sent", () => {
  const within = {
    type: "object",
    properties: { like: { type: "string" }, loud: { type: "boolean" } },
    required: ["like"],
  };
  const shape = shapeOf({
    type: "object",
    properties: { similar: { anyOf: [within, { type: "null" }], default: null } },
  });
  shape.needed = true;
  assert.deepEqual(fromRaw(shape, toRaw(shape)), {});
  assert.deepEqual(problems(shape, fromRaw(shape, { similar: { like: "", loud: true } })), [
    { path: ["similar", "like"], message: "This is needed." },
  ]);
});
