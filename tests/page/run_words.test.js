/** What the page says of a run. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { empty, fold } from "../../functions/api/static/fold/fold.js";
import { dollars, duration, plural } from "../../functions/api/static/page/words.js";
import { groups, notes } from "../../functions/api/static/run/steps.js";
import { kept, now, stateOf, tabTitle, titleOf } from "../../functions/api/static/run/words.js";
import { logOf, step } from "./run_logs.js";

/** @import { Snapshot } from "../../functions/api/static/fold/types.js" */

/** @param {Partial<Snapshot>} fields @returns {Snapshot} */
const snapshot = (fields) => ({ ...empty(), ...fields });

test("many steps of one name are one line, with how many are done", () => {
  const files = ["completed", "completed", "running", "pending"].map((state, place) =>
    step({ id: `file:${place}`, state: /** @type {any} */ (state) }),
  );
  const [plan, group] = groups([step({ id: "plan", label: "Plans", state: "completed" }), ...files]);
  assert.deepEqual([plan.label, plan.single], ["Plans", true]);
  assert.deepEqual([group.label, group.state, group.done, group.steps.length], ["Files", "running", 2, 4]);
});

test("what a step has added stands behind it", () => {
  const scene = step({ id: "scene:1", added_by: "narrative" });
  const all = [step({ id: "narrative" }), step({ id: "check" }), scene, step({ id: "retouch", added_by: "gone" })];
  assert.deepEqual(
    groups(all).map((group) => group.key),
    ["narrative", "scene:1", "check", "retouch"],
  );
});

test("few steps of one name are lines of their own", () => {
  const providers = ["openai", "anthropic", "gemini"].map((name) => step({ id: `generate:${name}` }));
  assert.deepEqual(
    groups(providers).map((group) => group.key),
    providers.map((one) => one.id),
  );
});

test("a group is what most needs to be seen", () => {
  /** @param {...string} states */
  const of = (...states) =>
    groups(states.map((state, place) => step({ id: `day:${place}`, state: /** @type {any} */ (state) })))[0].state;
  assert.equal(of("completed", "completed", "failed", "running"), "running");
  assert.equal(of("completed", "completed", "failed", "completed"), "failed");
  assert.equal(of("completed", "stopped", "skipped", "skipped"), "stopped");
  assert.equal(of("completed", "completed", "completed", "completed"), "completed");
  assert.equal(of("completed", "completed", "pending", "pending"), "running");
});

test("an attempt after the first is told, and who was given up", () => {
  assert.deepEqual(notes(step({ attempt: 1 })).filter(Boolean), []);
  const taken = step({ attempt: 2, provider: "gemini", given_up: ["openai", "anthropic", "gemini"] });
  assert.deepEqual(notes(taken), ["attempt 2", "took over from OpenAI and Anthropic"]);
});

test("times and money", () => {
  assert.deepEqual([300, 9900, 9960, 65_000, 7_260_000].map(duration), [
    "0.3 s",
    "9.9 s",
    "10 s",
    "1 min 5 s",
    "2 h 1 min",
  ]);
  assert.deepEqual([0, 0.0123, 0.00035981, 1.5, 12.345, 1234.5].map(dollars), [
    "$0.00",
    "$0.0123",
    "$0.0003598",
    "$1.50",
    "$12.35",
    "$1,235",
  ]);
});

test("a run is called by what it is about", async () => {
  const log = await logOf("playlist");
  assert.equal(titleOf(fold(log)), "Late-night drive through the city: synths, neon and a slow build");
  assert.equal(titleOf(fold(await logOf("plan"))), "3 days of steady strength");
  assert.equal(titleOf(fold(await logOf("vision"))), "Harbour Lane");
  assert.equal(titleOf(fold(await logOf("code"))), "Task Tracker API");
  const long = titleOf(snapshot({ kind: "playlist", input: { prompt: `${"word ".repeat(60)}\nmore` } }));
  assert.match(long ?? "", /^(word )+word…$/);
  assert.ok((long ?? "").length <= 111);
  assert.equal(titleOf(snapshot({ kind: "poem" })), null);
});

test("what is kept is counted, in the kind's own word", async () => {
  const log = await logOf("code");
  const third = log.filter((event) => event.type === "file.completed")[2].seq;
  assert.equal(kept(fold(log.slice(0, third))), "3 of 11 files are kept.");
  assert.equal(kept(fold(log.slice(0, 2))), "No file was complete.");
});

test("the tab tells how far it is, then how it ended", async () => {
  const log = await logOf("plan");
  const half = fold(log.slice(0, -4));
  assert.equal(tabTitle(half, "A plan"), `${half.progress} % · A plan · Tailrace`);
  assert.equal(tabTitle(fold(log), "A plan"), "Done · A plan · Tailrace");
  assert.equal(tabTitle(snapshot({ status: "failed" }), "A plan"), "Failed · A plan · Tailrace");
});

test("completed with something missing is a state of its own", () => {
  assert.equal(stateOf(snapshot({ status: "completed" })), "completed");
  assert.equal(stateOf(snapshot({ status: "completed", degraded: ["qa"] })), "degraded");
});

test("what is on just now is the step that began last, in its own words", () => {
  const early = step({ id: "a", state: "running", started_at: "2026-11-20T08:00:01.000Z", message: "Reading" });
  const late = step({ id: "b", state: "running", started_at: "2026-11-20T08:00:02.000Z", label: "Writing" });
  assert.equal(now(snapshot({ steps: [early] })), "Reading");
  assert.equal(now(snapshot({ steps: [early, late] })), "Writing and 1 more");
  const asked = { ...late, model: "m-1", message: "openai is asked (m-1 at http://here)" };
  assert.equal(now(snapshot({ steps: [asked] })), "Writing");
  assert.equal(now(snapshot({ steps: [step({ state: "completed" })] })), null);
});

test("things are counted", () =>
  assert.deepEqual([plural(1, "track"), plural(2000, "track")], ["1 track", "2,000 tracks"]));
