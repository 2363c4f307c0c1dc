/** Code as text: with colours and line numbers, and at its end while it is written. */

import { h, put, set, show } from "../page/dom.js";
import { painter } from "./paint.js";
import { languageOf } from "./tokens.js";

/**
 * What is shown. `purpose` and `note` are for a person; `writing`: there is more to come.
 * @typedef {object} Shown
 * @property {string} path
 * @property {string} text
 * @property {boolean} [writing]
 * @property {string | null} [purpose]
 * @property {string} [note]
 */

/** A block has whole lines, and so many characters or a few more: only the last is laid out anew when text comes. */
const BLOCK = 2000;

/** @param {(text: string) => void} announce */
export function createViewer(announce) {
  const cursor = h("span", { class: "code-cursor", hidden: true });
  const code = h("code");
  const box = h("div", { class: "code-box", role: "region", tabindex: 0 }, h("pre", { class: "code-text" }, code));
  const title = h("h3", { class: "mono" });
  const note = h("span");
  const purpose = h("p", { class: "soft small" });
  const wrap = h("button", { class: "plain", "aria-pressed": "false", onclick: toggleWrap }, "Wrap lines");
  const copy = h("button", { class: "plain", onclick: copyText, onblur: () => put(copy, "Copy") }, "Copy");
  show(copy, navigator.clipboard);
  const tools = h("div", { class: "row code-tools" }, wrap, copy);
  const head = h("div", { class: "code-head" }, h("div", { class: "row" }, title, note), tools, purpose);
  const element = h("div", { class: "code-viewer" }, head, box);

  let path = "";
  let text = "";
  let lines = 0;
  let atEnd = true;
  /** @type {ReturnType<typeof painter>} */
  let paint = () => {};
  /** @type {{ element: Element, numbers: Text, text: Text }[]} */
  let blocks = [];
  box.addEventListener("scroll", () => {
    atEnd = box.scrollTop + box.clientHeight > box.scrollHeight - 40;
  });

  /** @param {Shown} shown */
  function update(shown) {
    const other = shown.path !== path;
    const grows = !other && shown.text.startsWith(text);
    if (!grows) begin(shown.path);
    if (shown.text.length > text.length) grow(shown.text.slice(text.length));
    text = shown.text;
    path = shown.path;
    put(title, path);
    put(purpose, shown.purpose ?? "");
    put(note, shown.note ?? "");
    set(note, { class: shown.writing ? "badge busy" : "badge", hidden: !shown.note });
    show(cursor, shown.writing);
    show(box, text || shown.writing);
    set(box, { "aria-label": `Code of ${path}` });
    if (other) atEnd = Boolean(shown.writing);
    if (other && !shown.writing) box.scrollTop = 0;
    else if (shown.writing && atEnd) box.scrollTop = box.scrollHeight;
  }

  /** @param {string} of the path */
  function begin(of) {
    put(code);
    [text, lines, blocks] = ["", 0, []];
    paint = painter(languageOf(of), box);
    block();
  }

  function block() {
    lines += 1;
    const [numbers, text] = [document.createTextNode(`${lines}\n`), document.createTextNode("")];
    const numbered = h("span", { class: "code-numbers", "aria-hidden": "true" }, numbers);
    const element = h("span", { class: "code-block" }, numbered, h("span", null, text, cursor));
    code.append(element);
    blocks.push({ element, numbers, text });
  }

  /** @param {string} more */
  function grow(more) {
    for (let from = 0, to = 0; from < more.length; from = to) {
      const { element, numbers, text } = blocks[blocks.length - 1];
      const end = more.indexOf("\n", from + Math.max(0, BLOCK - text.length));
      to = end === -1 ? more.length : end + 1;
      const piece = more.slice(from, to);
      text.appendData(piece);
      paint(element, text);
      // The line that begins behind a block is the next block's.
      for (let begun = piece.split("\n").length - (end === -1 ? 1 : 2); begun > 0; begun -= 1) {
        lines += 1;
        numbers.appendData(`${lines}\n`);
      }
      if (end !== -1) block();
    }
  }

  /** @param {number} line from 1 */
  function reveal(line) {
    let from = 0;
    for (let at = 1; at < line; at += 1) from = text.indexOf("\n", from) + 1 || text.length;
    const node = blocks.find((one) => {
      if (from <= one.text.length) return true;
      from -= one.text.length;
      return false;
    })?.text;
    const selection = getSelection();
    if (!node || !selection) return;
    const end = node.data.indexOf("\n", from);
    selection.setBaseAndExtent(node, from, node, end === -1 ? node.length : end);
    box.focus({ preventScroll: true });
    box.scrollIntoView({ block: "nearest" });
    const { top } = selection.getRangeAt(0).getBoundingClientRect();
    box.scrollTop += top - box.getBoundingClientRect().top - box.clientHeight / 3;
    atEnd = false;
  }

  function toggleWrap() {
    set(wrap, { "aria-pressed": String(box.classList.toggle("wrap")) });
  }

  async function copyText() {
    try {
      await navigator.clipboard.writeText(text);
      announce(`Copied ${path}`);
      put(copy, "Copied");
    } catch {
      announce("The browser did not allow it");
      put(copy, "Not allowed");
    }
  }

  return { element, update, reveal, tools };
}
