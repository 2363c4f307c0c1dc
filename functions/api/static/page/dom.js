/**
 * Elements, and the ways in which the page changes them. Text is only ever text: nothing here takes markup.
 */

/** @typedef {Node | string | number | null | undefined | false} Child */
/** @typedef {Record<string, unknown>} Properties */

/**
 * A new element. In `properties`: `class` is its classes; `on…` names a listener (`onclick`); a boolean sets or leaves
 * out an attribute; `style` is an object of CSS properties (custom ones, too); null and undefined are left out;
 * everything else is an attribute. Children that are null, undefined or false are left out.
 * @template {keyof HTMLElementTagNameMap} Name
 * @param {Name} name
 * @param {Properties | null} [properties]
 * @param {...(Child | Child[])} children
 * @returns {HTMLElementTagNameMap[Name]}
 */
export function h(name, properties, ...children) {
  const element = document.createElement(name);
  set(element, properties ?? {});
  append(element, children);
  return element;
}

const SVG = "http://www.w3.org/2000/svg";

/**
 * A new SVG element; else as `h`.
 * @template {keyof SVGElementTagNameMap} Name
 * @param {Name} name
 * @param {Properties | null} [properties]
 * @param {...(Child | Child[])} children
 * @returns {SVGElementTagNameMap[Name]}
 */
export function svg(name, properties, ...children) {
  const element = document.createElementNS(SVG, name);
  set(element, properties ?? {});
  append(element, children);
  return element;
}

/**
 * Give an element these properties, as `h` takes them; what has not changed is not touched.
 * @param {HTMLElement | SVGElement} element
 * @param {Properties} properties
 */
export function set(element, properties) {
  for (const [name, value] of Object.entries(properties)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), /** @type {EventListener} */ (value));
    else if (name === "style") style(element, /** @type {Record<string, unknown>} */ (value));
    else attribute(element, name, value);
  }
}

/**
 * @param {HTMLElement | SVGElement} element
 * @param {string} name
 * @param {unknown} value
 */
function attribute(element, name, value) {
  // aria-… attributes have no meaning without a value: false is a value there.
  const text = typeof value === "boolean" && !name.startsWith("aria-") ? (value ? "" : null) : value;
  if (text === null || text === undefined) element.removeAttribute(name);
  else if (element.getAttribute(name) !== String(text)) element.setAttribute(name, String(text));
}

/**
 * @param {HTMLElement | SVGElement} element
 * @param {Record<string, unknown>} properties
 */
function style(element, properties) {
  for (const [name, value] of Object.entries(properties)) {
    if (value === null || value === undefined) element.style.removeProperty(name);
    else element.style.setProperty(name, String(value));
  }
}

/**
 * @param {Node} parent
 * @param {(Child | Child[])[]} children
 */
function append(parent, children) {
  for (const child of children.flat()) {
    if (child !== null && child !== undefined && child !== false) {
      parent.appendChild(child instanceof Node ? child : document.createTextNode(String(child)));
    }
  }
}

/**
 * Replace an element's content; a single text that is there already is left alone.
 * @param {Element} element
 * @param {...(Child | Child[])} children
 */
export function put(element, ...children) {
  const [only] = children;
  if (children.length === 1 && (typeof only === "string" || typeof only === "number")) {
    if (element.textContent !== String(only) || element.firstElementChild) element.textContent = String(only);
    return;
  }
  element.replaceChildren();
  append(element, children);
}

/**
 * Make an element's children those of `items`, one each, in order. Elements of items that stay are kept (and with them
 * focus, selection and scroll position), moved only if they have to be, and updated.
 * @template Item
 * @param {Element} parent whose children nobody else changes
 * @param {Iterable<Item>} items
 * @param {(item: Item, place: number) => string | number} keyOf what tells an item from its siblings
 * @param {(item: Item, place: number) => Row<Item>} create
 */
export function keyed(parent, items, keyOf, create) {
  /** @type {Map<string, Row<Item>>} */
  const known = rows.get(parent) ?? new Map();
  /** @type {Map<string, Row<Item>>} */
  const kept = new Map();
  let next = parent.firstElementChild;
  let place = 0;
  for (const item of items) {
    const key = String(keyOf(item, place));
    const row = known.get(key) ?? create(item, place);
    kept.set(key, row);
    if (row.element === next) next = next.nextElementSibling;
    else parent.insertBefore(row.element, next);
    row.update?.(item, place);
    place += 1;
  }
  for (const [key, row] of known) if (!kept.has(key)) row.element.remove();
  rows.set(parent, kept);
}

/**
 * @template Item
 * @typedef {{ element: Element, update?: (item: Item, place: number) => void }} Row
 */

/** @type {WeakMap<Element, Map<string, any>>} */
const rows = new WeakMap();

/**
 * Show an element or hide it, for everybody.
 * @param {HTMLElement} element
 * @param {unknown} shown
 */
export function show(element, shown) {
  element.hidden = !shown;
}

/**
 * A link to an address that the page did not make itself: only the web's own schemes are followed; of another the
 * text is shown.
 * @param {string} address
 * @param {...Child} children what the link says; without it, the address
 * @returns {HTMLElement}
 */
export function outward(address, ...children) {
  const said = children.length ? children : [address];
  const url = URL.canParse(address) ? new URL(address) : null;
  if (!url || !["http:", "https:"].includes(url.protocol)) return h("span", null, ...said);
  return h("a", { href: url.href, rel: "noopener noreferrer nofollow", target: "_blank" }, ...said);
}
