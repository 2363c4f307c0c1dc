/** Every kind's schema as a form: its examples go in and come out, and what breaks a limit is told. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { fromRaw, ranked, shapeOf, toRaw } from "../../functions/api/static/start/schema.js";
import { problems } from "../../functions/api/static/start/validate.js";
import { inputSchemas } from "./form_schemas.js";

/** @typedef {import("../../functions/api/static/start/schema.js").Shape} Shape */

/**
 * An example with the schema's defaults, and without what is null: what a form that was filled with it is to send.
 * @param {Shape} shape
 * @param {any} value
 * @returns {any}
 */
function whole(shape, value = shape.default) {
  if (value === null || value === undefined) return undefined;
  if (Array.isArray(value)) return value.map((item) => whole(/** @type {Shape} */ (shape.items), item));
  if (!shape.properties) return value;
  const fields = Object.entries(shape.properties).map(([name, property]) => [name, whole(property, value[name])]);
  const said = fields.filter(([, field]) => field !== undefined);
  return said.length ? Object.fromEntries(said) : undefined;
}

/**
 * Every limit in a shape, with a value on its other side.
 * @param {Shape} shape
 * @param {string[]} [path]
 * @returns {Generator<{ path: string[], name: string, value: any }>}
 */
function* broken(shape, path = []) {
  for (const [name, property] of Object.entries(shape.properties ?? {})) yield* broken(property, [...path, name]);
  const { minimum, maximum, minLength, maxLength, maxItems, items } = shape;
  if (minimum !== undefined) yield { path, name: "minimum", value: minimum - 1 };
  if (maximum !== undefined) yield { path, name: "maximum", value: maximum + 1 };
  if (shape.type === "integer") yield { path, name: "integer", value: 1.5 };
  if (shape.type === "number") yield { path, name: "number", value: "much" };
  if (minLength > 1) yield { path, name: "minLength", value: "x".repeat(minLength - 1) };
  if (maxLength) yield { path, name: "maxLength", value: "x".repeat(maxLength + 1) };
  if (shape.enum) yield { path, name: "enum", value: "none of these" };
  if (maxItems && items && !items.properties) {
    const item = items.enum?.[0] ?? "x";
    yield { path, name: "maxItems", value: Array(maxItems + 1).fill(item) };
    yield {
      path: [...path, "0"],
      name: "items",
      value: items.enum ? "none of these" : "x".repeat(items.maxLength + 1),
    };
  }
}

/**
 * @param {any} value
 * @param {string[]} path
 * @param {any} put
 */
function changed(value, path, put) {
  const [name = "", ...rest] = path;
  if (!path.length) return put;
  const copy = Array.isArray(value) ? [...value] : { ...value };
  copy[name] = changed(copy[name] ?? (rest[0] === "0" ? [] : {}), rest, put);
  return copy;
}

for (const [kind, schema] of inputSchemas()) {
  const shape = shapeOf(schema, schema, true);

  for (const [place, example] of schema.examples.entries()) {
    const filled = fromRaw(shape, toRaw(shape, example));
    test(`${kind}: example ${place + 1} comes out of the form as it went in, with the defaults`, () => {
      assert.deepEqual(filled, whole(shape, example));
    });
    test(`${kind}: example ${place + 1} has nothing wrong with it`, () =>
      assert.deepEqual(problems(shape, filled), []));
    test(`${kind}: what a draft keeps of example ${place + 1} survives being stored`, () => {
      assert.deepEqual(fromRaw(shape, JSON.parse(JSON.stringify(toRaw(shape, example)))), filled);
    });
  }

  test(`${kind}: an empty form lacks what the schema requires, and nothing else is wrong`, () => {
    const lacking = problems(shape, fromRaw(shape, toRaw(shape)));
    assert.ok(lacking.every(({ message }) => ["This is needed.", "Choose one."].includes(message)));
    assert.deepEqual([...new Set(lacking.map(({ path }) => path[0]))], schema.required ?? []);
  });

  test(`${kind}: every field is shown, at first or among the rest`, () => {
    const { first, rest } = ranked(shape);
    assert.deepEqual([...first, ...rest].toSorted(), Object.keys(schema.properties).toSorted());
    assert.ok((schema.required ?? []).every((/** @type {string} */ name) => first.includes(name)));
  });

  for (const { path, name, value } of broken(shape)) {
    test(`${kind}: ${path.join(".")} past its ${name} is told beside it`, () => {
      const wrong = changed(whole(shape, schema.examples.at(-1)), path, value);
      const found = problems(shape, wrong).filter((problem) => problem.path.join(".") === path.join("."));
      assert.equal(found.length, 1);
      assert.match(found[0]?.message ?? "", /^[A-Z].*\.$/);
    });
  }
}
