/**
 * JSON Schema as a form needs it, and the two ways between a form and a value. What a form holds is "raw": texts for
 * whatever is typed or chosen, booleans for switches, lists and objects of these.
 */

/**
 * A schema without references and without null among its alternatives, which `nullable` says instead.
 * @typedef {Record<string, any> & {
 *   type?: string, title?: string, description?: string, default?: unknown, enum?: unknown[],
 *   nullable: boolean, needed: boolean, properties?: Record<string, Shape>, items?: Shape,
 * }} Shape
 */

/** @typedef {any} Raw */

/**
 * @param {any} schema
 * @param {any} [root] where its references lead
 * @param {boolean} [needed] whether the object that it is in demands it
 * @returns {Shape}
 */
export function shapeOf(schema, root = schema, needed = false) {
  const { $ref, anyOf, oneOf, ...own } = schema;
  /** @type {any[]} */
  const choices = anyOf ?? oneOf ?? [];
  const chosen = choices.find((choice) => choice.type !== "null");
  const shape = {
    ...($ref ? shapeOf(follow($ref, root), root) : {}),
    ...(chosen ? shapeOf(chosen, root) : {}),
    ...own,
  };
  const types = [shape.type ?? []].flat();
  shape.nullable = Boolean(shape.nullable) || types.includes("null") || choices.some(({ type }) => type === "null");
  shape.type = types.find((type) => type !== "null") ?? (shape.properties ? "object" : undefined);
  shape.needed = needed;
  if ("const" in shape) shape.enum = [shape.const];
  if (own.properties) {
    const shapes = Object.entries(own.properties).map(([name, property]) => [
      name,
      shapeOf(property, root, Boolean(own.required?.includes(name))),
    ]);
    shape.properties = Object.fromEntries(shapes);
  }
  if (own.items) shape.items = shapeOf(own.items, root);
  return shape;
}

/**
 * @param {string} reference such as `#/$defs/Goal`
 * @param {any} root
 */
function follow(reference, root) {
  let found = root;
  for (const part of reference.split("/").slice(1)) {
    found = found?.[part.replaceAll("~1", "/").replaceAll("~0", "~")];
  }
  return found ?? {};
}

/**
 * What a form shows for a value; where there is none, for the default.
 * @param {Shape} shape
 * @param {any} [value]
 * @returns {Raw}
 */
export function toRaw(shape, value = shape.default) {
  if (shape.properties) {
    const fields = Object.entries(shape.properties);
    return Object.fromEntries(fields.map(([name, property]) => [name, toRaw(property, value?.[name])]));
  }
  if (shape.type === "array") {
    const items = /** @type {Shape} */ (shape.items ?? shapeOf({}));
    return Array.isArray(value) ? value.map((item) => toRaw(items, item)) : [];
  }
  if (shape.type === "boolean") return value === true;
  if (value === undefined || value === null) return isSlider(shape) ? String(middle(shape)) : "";
  return String(value);
}

/**
 * The value that a form holds; undefined where nothing is said. An empty text says nothing, nor does an object of
 * nothings, nor one that may be null and is as it was drawn.
 * @param {Shape} shape
 * @param {Raw} raw
 * @returns {any}
 */
export function fromRaw(shape, raw) {
  if (shape.properties) {
    if (shape.nullable && JSON.stringify(raw) === JSON.stringify(blank(shape))) return undefined;
    const fields = Object.entries(shape.properties).map(([name, property]) => [name, fromRaw(property, raw?.[name])]);
    const said = fields.filter(([, value]) => value !== undefined);
    return said.length || shape.needed ? Object.fromEntries(said) : undefined;
  }
  if (shape.type === "array") return raw.filter((/** @type {Raw} */ item) => isSaid(shape, item)).map(itemOf(shape));
  if (shape.type === "boolean") return raw;
  const text = String(raw ?? "");
  if (!text.trim()) return undefined;
  if (shape.enum) return shape.enum.find((choice) => String(choice) === text) ?? text;
  if (!isNumber(shape)) return text;
  const number = Number(text);
  return Number.isNaN(number) ? text : number;
}

/** @param {Shape} shape */
function itemOf(shape) {
  return (/** @type {Raw} */ item) => fromRaw(/** @type {Shape} */ (shape.items), item);
}

/**
 * Whether an entry of a list says anything: an object that is as it was drawn does not.
 * @param {Shape} list
 * @param {Raw} item
 */
export function isSaid(list, item) {
  const shape = /** @type {Shape} */ (list.items);
  return JSON.stringify(item) !== JSON.stringify(blank(shape)) && fromRaw(shape, item) !== undefined;
}

/**
 * What a form shows for a shape of which nothing is said.
 * @param {Shape} shape
 * @returns {Raw}
 */
export function blank(shape) {
  return toRaw(shape, shape.properties ? {} : undefined);
}

/** @param {Shape} shape */
export function isNumber(shape) {
  return shape.type === "integer" || shape.type === "number";
}

/**
 * Whether this is a place between two ends, as 0 to 100 is.
 * @param {Shape} shape
 */
export function isSlider(shape) {
  return (
    shape.type === "integer" && !shape.nullable && shape.maximum === 100 && (shape.minimum === 0 || shape.minimum === 1)
  );
}

/** @param {Shape} shape */
function middle(shape) {
  return Math.round((shape.minimum + shape.maximum) / 2);
}

/**
 * What is shown at first: what is needed, and of the rest the first few that are small. The others by their groups.
 * @param {Shape} shape an object
 * @param {number} [few]
 * @returns {{ first: string[], rest: string[] }}
 */
export function ranked(shape, few = 4) {
  const all = Object.entries(shape.properties ?? {});
  const small = all.filter(([, property]) => !property.needed && isSmall(property)).slice(0, few);
  const shown = all.filter((entry) => entry[1].needed || small.includes(entry));
  // Objects come after single fields, so that these stand in rows.
  const isGroup = (/** @type {Shape} */ { properties, needed }) => Boolean(properties && !needed);
  const first = [false, true].flatMap((last) =>
    shown.filter((entry) => isGroup(entry[1]) === last).map(([name]) => name),
  );
  const rest = all.map(([name]) => name).filter((name) => !first.includes(name));
  return rest.length === 1 ? { first: [...first, ...rest], rest: [] } : { first, rest };
}

/**
 * @param {Shape} shape
 * @returns {boolean}
 */
function isSmall(shape) {
  const within = Object.values(shape.properties ?? {});
  if (within.length)
    return !shape.nullable && within.length <= 2 && within.every((each) => !each.properties && isSmall(each));
  return shape.type !== "array";
}

/**
 * A name that a program uses, as a person reads it.
 * @param {unknown} name
 */
export function spoken(name) {
  return String(name).replaceAll("_", " ");
}
