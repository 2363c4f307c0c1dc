/** What the video view makes of a snapshot: the conversation, the scenes; and which colours of a page it takes. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { advance, empty, prepare } from "../../functions/api/static/fold/fold.js";
import { hex, readableOn } from "../../functions/api/static/video/colour.js";
import { linesOf, scenesOf, seconds } from "../../functions/api/static/video/story.js";

await prepare("video");

/** A log that is written event by event, a second each. */
function log() {
  const snapshot = empty();
  let seq = 0;
  /** @type {(type: string, data?: any, step?: string | null, message?: string | null) => any} */
  function add(type, data = {}, step = null, message = null) {
    const ts = new Date(Date.UTC(2026, 0, 1, 0, 0, seq)).toISOString();
    seq += 1;
    const attempt = step ? 1 : null;
    return advance(snapshot, [{ seq, type, run_id: "r", ts, step, attempt, message, data }]);
  }
  const steps = [step("fetch", "Reading the page"), step("narrative", "Writing the story")];
  add("run.started", { kind: "video", input: {}, steps, providers: ["openai", "gemini"], expected: { parts: 3 } });
  return { snapshot, add };
}

/** @type {(id: string, label: string) => any} */
const step = (id, label) => ({ id, label, expected_seconds: 1 });

/** @type {(index: number) => any} */
const told = (index) => ({
  index,
  label: `Part ${index}`,
  title: `T${index}`,
  narrative: "N",
  emotion: "problem",
  duration_frames: 45,
});

/** @type {(index: number, reason?: string) => any} */
const made = (index, reason) => ({
  index,
  total: 2,
  name: `Part ${index}`,
  degraded: Boolean(reason),
  reason,
  duration_frames: 45,
});

function withStory() {
  const { snapshot, add } = log();
  add("step.started", { label: "Writing the story" }, "narrative");
  add("narrative.completed", { scenes: [told(1), told(2)], music: null, notes: ["No proof was found"] }, "narrative");
  add("run.steps_added", {
    steps: [step("scene:1", "Creating 1"), step("scene:2", "Creating 2")],
    expected: { parts: 2 },
  });
  add("step.completed", { duration_ms: 1 }, "narrative");
  add("step.started", { label: "Creating 1" }, "scene:1");
  add("step.started", { label: "Creating 2" }, "scene:2");
  return { snapshot, add };
}

const texts = (/** @type {any} */ snapshot) => linesOf(snapshot).map(({ text }) => text);
const states = (/** @type {any} */ snapshot) => scenesOf(snapshot).map(({ state }) => state);

test("before there is a story, so many scenes are expected", () => {
  assert.deepEqual(states(log().snapshot), ["expected", "expected", "expected"]);
});

test("the conversation is in the order in which things were, whatever the order of the steps", () => {
  const { snapshot, add } = withStory();
  add("scene.completed", made(2), "scene:2");
  add("step.completed", { duration_ms: 1 }, "scene:2");
  add("scene.completed", made(1, "no model was able"), "scene:1");
  add("step.completed", { duration_ms: 1 }, "scene:1");
  assert.deepEqual(texts(snapshot), [
    "Writing the story",
    "The story has 2 scenes",
    "No proof was found",
    "Creating 1",
    "Creating 2",
    "Scene 2/2: Part 2",
    "Scene 1/2: Part 1 is a plain one (no model was able)",
  ]);
  assert.equal(linesOf(snapshot).at(-1)?.looks, "warn");
  assert.deepEqual(states(snapshot), ["plain", "made"]);
});

test("every line has a key of its own", () => {
  const { snapshot, add } = withStory();
  add("step.failed", { error: { code: "x", message: "broken", retryable: false }, final: true }, "scene:1");
  const keys = linesOf(snapshot).map(({ key }) => key);
  assert.equal(new Set(keys).size, keys.length);
});

test("a takeover is told, and a step that failed says why", () => {
  const { snapshot, add } = withStory();
  add("provider.failed", { provider: "openai", error: { code: "x", message: "m", retryable: false } }, "scene:1");
  add("step.failed", { error: { code: "x", message: "nobody is able", retryable: false }, final: true }, "scene:1");
  assert.ok(texts(snapshot).includes("OpenAI was given up; another provider takes over"));
  assert.ok(texts(snapshot).includes("Creating 1: failed. nobody is able"));
  assert.deepEqual(states(snapshot), ["failed", "being made"]);
});

test("after a cancelled run, what was made stays, and the rest was not made", () => {
  const { snapshot, add } = withStory();
  add("scene.completed", made(1), "scene:1");
  add("step.completed", { duration_ms: 1 }, "scene:1");
  add("run.cancelled", { kept_through_seq: 1, calls_aborted: 1, usage: {} });
  assert.deepEqual(states(snapshot), ["made", "not made"]);
  assert.ok(texts(snapshot).includes("Creating 2: stopped"));
});

test("only plain colours are taken from a page", () => {
  assert.equal(hex("#3b2fD9"), "#3b2fD9");
  for (const value of ["red", "#fff", "#3b2fd9;", "url(x)", "#3b2fd9\n", "var(--x)", null, 7, ["#3b2fd9"]]) {
    assert.equal(hex(value), null);
  }
});

test("what stands on a colour can be read", () => {
  assert.deepEqual(["#ffffff", "#ffe066", "#3b2fd9", "#000000"].map(readableOn), [
    "#000000",
    "#000000",
    "#ffffff",
    "#ffffff",
  ]);
});

test("frames are seconds at 30 a second", () =>
  assert.deepEqual([60, 45, 100].map(seconds), ["2 s", "1.5 s", "3.3 s"]));
