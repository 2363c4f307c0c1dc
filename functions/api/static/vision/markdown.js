/** The little Markdown that models write, as a tree and as nodes. Whatever is in it, it becomes text, never markup. */

import { h } from "../page/dom.js";

/** @typedef {"h4" | "h5" | "p" | "ul" | "ol" | "li" | "strong" | "em" | "code" | "table" | "tr" | "th" | "td"} Tag */
/** @typedef {string | { tag: Tag, children: Tree[] }} Tree */

const SPANS = /(\*\*|__)(?=\S)(.+?)(?<=\S)\1|(?<!\w)([*_])(?=\S)(.+?)(?<=\S)\3(?!\w)|`([^`]+)`/g;
const LINES = /** @type {const} */ ({
  ul: /^\s*[-*+•]\s+(.*)$/,
  ol: /^\s*\d{1,9}[.)]\s+(.*)$/,
  tr: /^\s*\|(.+?)\|?\s*$/,
});

/** @param {Tag} tag @param {...Tree} children @returns {Tree} */
const node = (tag, ...children) => ({ tag, children });

/** @param {string} text @returns {Tree[]} */
export function inline(text) {
  /** @type {Tree[]} */
  const found = [];
  let from = 0;
  for (const match of text.matchAll(SPANS)) {
    const [all, , bold, , italic, code] = match;
    if (match.index > from) found.push(text.slice(from, match.index));
    found.push(code ? node("code", code) : node(bold ? "strong" : "em", ...inline(bold ?? italic)));
    from = match.index + all.length;
  }
  if (from < text.length) found.push(text.slice(from));
  return found;
}

/**
 * Blocks. The first heading's level is the highest that there is, so that no level is left out.
 * @param {string} text
 * @param {number} [highest] level of the first heading
 * @returns {Tree[]}
 */
export function parse(text, highest = firstLevel(text)) {
  /** @type {{ tag: Tag, children: Tree[] }[]} */
  const blocks = [];
  /** @type {Tag | null} what the line before was of */
  let open = null;
  for (const line of text.split("\n")) {
    const heading = /^ {0,3}(#{1,6})\s+(.*?)(\s+#+)?\s*$/.exec(line);
    const [kind, found] = matched(line);
    const last = blocks.at(-1);
    if (heading) blocks.push({ tag: heading[1].length > highest ? "h5" : "h4", children: inline(heading[2]) });
    else if (found && kind === "tr")
      row(found, open === "table" ? last : blocks[blocks.push({ tag: "table", children: [] }) - 1]);
    else if (found && open === kind) last?.children.push(node("li", ...inline(found)));
    else if (found) blocks.push({ tag: kind, children: [node("li", ...inline(found))] });
    else if (line.trim() && open === "p") last?.children.push(" ", ...inline(line.trim()));
    else if (line.trim()) blocks.push({ tag: "p", children: inline(line.trim()) });
    open = line.trim() && !heading ? (blocks.at(-1)?.tag ?? null) : null;
  }
  return blocks;
}

/** @param {string} line @returns {["ul" | "ol" | "tr", string | null]} */
function matched(line) {
  for (const kind of /** @type {const} */ (["ul", "ol", "tr"])) {
    const found = LINES[kind].exec(line);
    if (found) return [kind, found[1]];
  }
  return ["ul", null];
}

/** @param {string} line @param {{ children: Tree[] } | undefined} table */
function row(line, table) {
  if (/^[\s:|-]+$/.test(line)) return;
  const tag = table?.children.length ? "td" : "th";
  table?.children.push(node("tr", ...line.split("|").map((cell) => node(tag, ...inline(cell.trim())))));
}

/** @param {string} text */
const firstLevel = (text) => /^ {0,3}(#{1,6})\s/m.exec(text)?.[1].length ?? 1;

/** @param {Tree[]} trees @returns {Node[]} */
export const nodes = (trees) =>
  trees.map((tree) => (typeof tree === "string" ? new Text(tree) : h(tree.tag, null, ...nodes(tree.children))));

/** Where a line begins that what is before it can't change. */
const SAFE = /\n\n|\n(?=\s*(?:[-*+•]|\d{1,9}[.)])\s)/g;

/**
 * A text that grows: what can't change any more is rendered once.
 * @param {Element} element
 */
export function growing(element) {
  const tail = h("div", { class: "tail" });
  element.replaceChildren(tail);
  let shown = "";
  let done = 0;
  return (/** @type {string} */ text) => {
    if (text === shown) return;
    if (!text.startsWith(shown)) {
      element.replaceChildren(tail);
      done = 0;
    }
    shown = text;
    const level = firstLevel(text);
    const until = done + ([...text.slice(done).matchAll(SAFE)].at(-1)?.index ?? 0);
    const added = nodes(parse(text.slice(done, until), level));
    const [list, first] = [tail.previousElementSibling, added[0]];
    // The next items of a list that was begun.
    if (/^[UO]L$/.test(list?.tagName ?? "") && list?.nodeName === first?.nodeName && !text.startsWith("\n\n", done)) {
      list?.append(...(added.shift()?.childNodes ?? []));
    }
    tail.before(...added);
    done = until;
    tail.replaceChildren(...nodes(parse(text.slice(done), level)));
  };
}
