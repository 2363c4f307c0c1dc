/**
 * Colours for the one piece of code that is shown: ranges of its text, which stays text and no markup. Only what is in
 * sight has ranges, as a browser takes time for each of them whenever one changes.
 */

import { tokenize } from "./tokens.js";

/** @typedef {import("./tokens.js").Token} Token */
/** @typedef {{ node: Text, tokens: Token[], sure: number, ranges: StaticRange[] | null }} Block */

/** @param {string} sort */
function highlight(sort) {
  const name = `code-${sort}`;
  const found = CSS.highlights.get(name) ?? new Highlight();
  CSS.highlights.set(name, found);
  return found;
}

/**
 * Forget all colours and begin with another text. Answers what colours all that was appended to a block's text since:
 * new lines, and again the last one, which may not have been whole. Another block begins where the one before it ended
 * with a line. Where a browser cannot do it, code is plain.
 * @param {ReturnType<typeof import("./tokens.js").languageOf>} language
 * @param {Element} box what the blocks are seen in
 * @returns {(element: Element, node: Text) => void}
 */
export function painter(language, box) {
  if (!("highlights" in CSS)) return () => {};
  CSS.highlights.clear();
  /** @type {Map<Element, Block>} */
  const blocks = new Map();
  let begin = 0;
  let open = "";

  const seen = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) {
        const block = /** @type {Block} */ (blocks.get(target));
        if (!box.contains(target) || isIntersecting === Boolean(block.ranges)) continue;
        if (!isIntersecting) fade(block, 0);
        block.ranges = isIntersecting ? [] : null;
        light(block);
      }
    },
    { root: box, rootMargin: "200px" },
  );

  /** @param {Block} block */
  function light({ node, tokens, ranges }) {
    for (const [sort, from, to] of ranges ? tokens.slice(ranges.length) : []) {
      const place = { startContainer: node, startOffset: from, endContainer: node, endOffset: to };
      const range = new StaticRange(place);
      ranges?.push(range);
      highlight(sort).add(range);
    }
  }

  /** @param {Block} block @param {number} from the first token that loses its colour */
  function fade({ tokens, ranges }, from) {
    for (const [place, range] of (ranges?.splice(from) ?? []).entries())
      highlight(tokens[from + place][0]).delete(range);
  }

  /** @param {Block} block @param {number} end */
  function read(block, end) {
    const found = tokenize(block.node.data.slice(begin, end), language, open);
    for (const [sort, from, to] of found.tokens) block.tokens.push([sort, begin + from, begin + to]);
    return found.open;
  }

  return (element, node) => {
    const block = blocks.get(element) ?? { node, tokens: [], sure: 0, ranges: null };
    if (!blocks.has(element)) {
      blocks.set(element, block);
      seen.observe(element);
      begin = 0;
    }
    fade(block, block.sure);
    block.tokens.length = block.sure;
    for (let end = node.data.indexOf("\n", begin); end !== -1; end = node.data.indexOf("\n", begin)) {
      open = read(block, end);
      begin = end + 1;
    }
    block.sure = block.tokens.length;
    read(block, node.length);
    light(block);
  };
}
