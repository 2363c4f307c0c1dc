/** Server-sent events, decoded by the rules of the HTML standard. */

/** @import { Frame } from "./types.js" */

/**
 * A decoder for one connection: takes its text, cut anywhere, and answers the frames that are complete.
 * @returns {(text: string) => Frame[]}
 */
export function decoder() {
  let [rest, atStart, afterReturn] = ["", true, false];
  let [id, event, data] = ["", "", ""];

  /** @param {string} line */
  function take(line) {
    if (line === "") {
      const frame = data ? { id, event, data: data.slice(0, -1) } : null;
      [event, data] = ["", ""];
      return frame;
    }
    const [, field, value = ""] = /^([^:]*)(?:: ?(.*))?$/s.exec(line) ?? [];
    if (field === "data") data += `${value}\n`;
    else if (field === "event") event = value;
    else if (field === "id" && !value.includes("\0")) id = value;
    return null;
  }

  return (text) => {
    if (!text) return [];
    if (atStart) text = text.replace(/^\uFEFF/, "");
    // The line has ended with the carriage return; a line feed that belongs to it may be in the next piece.
    if (afterReturn) text = text.replace(/^\n/, "");
    [atStart, afterReturn] = [false, text.endsWith("\r")];
    const lines = (rest + text).split(/\r\n|\r|\n/);
    rest = lines.pop() ?? "";
    return lines.map(take).filter((frame) => frame !== null);
  };
}
