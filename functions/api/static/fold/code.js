/**
 * The parts of a code project: its files, and what the checks found.
 *
 * A file's `draft` is what the attempt at work has written so far, null if none is at work; `content` is the last
 * complete version and stays until a new one is complete. A stage of `validation` is `stale` once a file was completed
 * after it.
 */

import { nameAndItem } from "./lookup.js";

/** @import { CodeFile, CodeParts, Event, PartsHandlers, Snapshot } from "./types.js" */

// Of 100: the contract, the plan, the files; the checks and repairs have the rest.
const [CONTRACT, PLAN, FILES] = [6, 10, 90];
const AFTER_FILES = ["check", "repair", "recheck"];

/** @returns {CodeParts} */
export function empty() {
  return { summary: null, requirements: [], files: [], validation: [] };
}

/**
 * 0–100, by what is complete: the contract, the plan, each file, each step of checking and repairing.
 * @param {Snapshot} snapshot
 */
export function progress({ parts, steps }) {
  const { summary, files } = /** @type {CodeParts} */ (parts);
  const made = files.filter((file) => file.content !== null).length;
  if (summary === null) return made ? CONTRACT : 0;
  const written = Math.floor(((FILES - PLAN) * made) / files.length);
  const after = steps.filter((step) => AFTER_FILES.includes(nameAndItem(step.id)[0]));
  const ended = after.filter((step) => step.state === "completed" || step.state === "failed").length;
  return PLAN + written + Math.floor(((100 - FILES) * ended) / Math.max(1, after.length));
}

/** @type {PartsHandlers<CodeParts>} */
export const handlers = {
  "project.planned"(parts, _event, data) {
    parts.summary = data.summary;
    parts.requirements = data.requirements;
    const known = new Map(parts.files.map((file) => [file.path, file]));
    parts.files = data.files.map((/** @type {{ path: string, purpose: string }} */ { path, purpose }) => ({
      ...(known.get(path) ?? newFile(path)),
      purpose,
    }));
  },

  "file.started"(parts, _event, { path }) {
    if (!parts.files.some((file) => file.path === path)) parts.files.push(newFile(path));
    Object.assign(fileOf(parts, path), { state: "writing", draft: "" });
  },

  "file.chunk"(parts, _event, data) {
    const file = fileOf(parts, data.path);
    file.draft = (file.draft ?? "") + data.text;
  },

  "file.completed"(parts, _event, { path, content, bytes, sha256 }) {
    Object.assign(fileOf(parts, path), { state: "completed", draft: null, content, bytes, sha256 });
    for (const stage of parts.validation) stage.stale = true;
  },

  "validation.progress"(parts, _event, { stage, result, message, findings }) {
    const found = { stage, result, message, findings, stale: false };
    const place = parts.validation.findIndex((known) => known.stage === stage);
    if (place < 0) parts.validation.push(found);
    else parts.validation[place] = found;
  },

  "step.failed": attemptEnded,
  "step.superseded": attemptEnded,

  "run.resumed"(parts, _event, data) {
    for (const file of parts.files) {
      if (file.state === "failed" && data.steps.includes(`file:${file.path}`)) file.state = "planned";
    }
  },

  "run.completed": runEnded,
  "run.failed": runEnded,
  "run.cancelled": runEnded,
};

/**
 * An attempt that did not complete its file has written nothing: its draft is void.
 * @param {CodeParts} parts
 * @param {Event} event
 */
function attemptEnded(parts, event) {
  const [name, path] = nameAndItem(event.step);
  const otherwise = event.type === "step.failed" && event.data.final ? "failed" : "planned";
  for (const file of parts.files) {
    if (file.path === path || (name === "plan" && file.draft !== null)) makeVoid(file, otherwise);
  }
}

/** @param {CodeParts} parts */
function runEnded(parts) {
  for (const file of parts.files) if (file.draft !== null) makeVoid(file, "planned");
}

/**
 * @param {CodeFile} file
 * @param {"failed" | "planned"} otherwise its state if there is no earlier version
 */
function makeVoid(file, otherwise) {
  file.draft = null;
  file.state = file.content === null ? otherwise : "completed";
}

/**
 * @param {string} path
 * @returns {CodeFile}
 */
function newFile(path) {
  return { path, purpose: null, state: "planned", content: null, bytes: null, sha256: null, draft: null };
}

/**
 * @param {CodeParts} parts
 * @param {string} path
 */
function fileOf(parts, path) {
  const found = parts.files.find((file) => file.path === path);
  if (!found) throw new RangeError(`The project has no file ${path}`);
  return found;
}
