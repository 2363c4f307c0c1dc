/**
 * The parts of a vision: the sections with their history, what was checked, and the three last texts.
 *
 * A section has `content` (null until it is completed), made by `step`, and `draft`, what the step `writer` has shown
 * since; `state` is `pending`, `writing` or `completed`. A draft is void when its attempt, or the provider that wrote
 * it, is given up. `feedback` is what a person wants changed and did not get yet. `outdated` marks what was made from
 * an earlier framework.
 */

/** @import { Event, PartsHandlers, Snapshot, VisionParts, VisionSection } from "./types.js" */

const BRIEF = ["founder_brief", "vc_summary", "vc_facts"];
const FRAMEWORK = ["vision", "strategy", "operating_principles", "near_term_bets", "metrics", "tensions"];
const ONE_PAGER = "one_pager";

/**
 * @param {{ input: { company_name: string } }} started
 * @returns {VisionParts}
 */
export function empty({ input }) {
  return {
    company: input.company_name,
    sections: Object.fromEntries([...BRIEF, ...FRAMEWORK].map((name) => [name, newSection()])),
    validation: [],
    one_pager: { ...newSection(), outdated: false },
    qa: null,
    scores: null,
  };
}

/**
 * 0–100: each step counts as long as it is expected to take; one that writes sections by those it has completed.
 * @param {Snapshot} snapshot
 */
export function progress({ parts, steps }) {
  let total = 0;
  let done = 0;
  for (const { id, state, expected_seconds } of steps) {
    const writes = id === "brief" ? BRIEF : id === "framework" ? FRAMEWORK : [];
    total += expected_seconds;
    if (state === "completed" || state === "failed") done += expected_seconds;
    else if (writes.length) {
      const written = writes.filter((name) => sectionOf(parts, name).content !== null).length;
      done += (expected_seconds * written) / writes.length;
    }
  }
  return total ? Math.trunc((100 * done) / total) : 0;
}

/** @type {PartsHandlers<VisionParts>} */
export const handlers = {
  "section.chunk"(parts, event, data) {
    const section = sectionOf(parts, data.section);
    section.draft += data.text;
    section.state = "writing";
    section.writer = event.step;
  },

  "section.completed"(parts, event, data) {
    const name = data.section;
    const section = sectionOf(parts, name);
    const wish = event.step === name || event.step === `refine:${name}` ? section.feedback : null;
    const { content, seq, at } = section;
    if (content !== null) section.history = [...section.history, { content, seq, at, feedback: wish }];
    Object.assign(section, { content: data.content, draft: "", state: "completed", writer: null });
    Object.assign(section, { step: event.step, seq: event.seq, at: event.ts });
    if (wish !== null) section.feedback = null;
    if (name === ONE_PAGER) section.outdated = false;
    if (FRAMEWORK.includes(name)) {
      parts.one_pager.outdated = parts.one_pager.content !== null;
      for (const last of [parts.qa, parts.scores]) if (last) last.outdated = true;
    }
  },

  // The newest word on each stage, in the order in which they were first looked at.
  "validation.progress"(parts, event, data) {
    const entry = { ...data, seq: event.seq };
    const place = parts.validation.findIndex((known) => known.stage === data.stage);
    if (place < 0) parts.validation.push(entry);
    else parts.validation[place] = entry;
  },

  "qa.completed"(parts, event, data) {
    parts.qa = { ...data, outdated: false, seq: event.seq, at: event.ts };
  },

  "scores.completed"(parts, event, data) {
    parts.scores = { ...data, outdated: false, seq: event.seq, at: event.ts };
  },

  // What a person wants changed stays with the section until that is done.
  "run.resumed"(parts, _event, data) {
    for (const [step, feedback] of Object.entries(data.feedback ?? {})) {
      const name = step.replace(/^refine:/, "");
      if (name === ONE_PAGER || Object.hasOwn(parts.sections, name)) sectionOf(parts, name).feedback = feedback;
    }
  },

  "step.started": makeVoid,
  "step.failed": makeVoid,
  "step.superseded": makeVoid,
  "provider.started": makeVoid,
  "provider.failed": makeVoid,
  "run.completed": makeVoid,
  "run.failed": makeVoid,
  "run.cancelled": makeVoid,
};

/**
 * Whoever wrote drafts in this step does not any more.
 * @param {VisionParts} parts
 * @param {Event} event
 */
function makeVoid(parts, { step }) {
  for (const section of [...Object.values(parts.sections), parts.one_pager]) {
    if (section.state !== "writing" || (step !== null && step !== section.writer)) continue;
    section.draft = "";
    section.writer = null;
    section.state = section.content === null ? "pending" : "completed";
  }
}

/** @returns {VisionSection} */
function newSection() {
  const nothing = { content: null, draft: "", step: null, writer: null, seq: null, at: null, feedback: null };
  return { ...nothing, state: "pending", history: [] };
}

/**
 * The one-pager is a section in all but its place.
 * @param {VisionParts} parts
 * @param {string} name
 */
function sectionOf(parts, name) {
  return name === ONE_PAGER ? parts.one_pager : parts.sections[name];
}
