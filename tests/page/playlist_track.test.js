/** How a playlist's parts are said: lengths, unknown values, whose list is how far, and which songs are the same. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { shared, songOf } from "../../functions/api/static/playlist/same.js";
import { clock, joint, key, length, progress, tempo, videoState } from "../../functions/api/static/playlist/track.js";

/** @typedef {import("../../functions/api/static/playlist/types.js").Choice} Choice */

/** @param {Partial<Choice["track"]>} [known] @param {Partial<Choice>} [more] @returns {Choice} */
function choice(known, more) {
  const unknown = { duration_s: null, key: null, camelot: null, bpm: null, genre: null, year: null, explicit: null };
  const track = {
    artist: "Kavinsky",
    title: "Nightcall",
    energy: 43,
    reason: "",
    transition: null,
    warnings: [],
    ...unknown,
  };
  return { provider: "openai", made_by: null, enrichment: null, track: { ...track, ...known }, ...more };
}

/** @param {string} state @param {Choice[]} tracks @param {string} [error] */
const list = (state, tracks, error) => ({ state, tracks, error: error ? { message: error } : null });
/** @param {string} status @param {string} [at] */
const run = (status, at) => ({
  status,
  expected: { parts: 11 },
  steps: [{ id: "generate:openai", provider: at ?? null }],
});

for (const [seconds, said] of /** @type {const} */ ([
  [0, "0:00"],
  [61, "1:01"],
  [255.4, "4:15"],
  [3600, "1:00:00"],
  [3725, "1:02:05"],
  [null, "length unknown"],
])) {
  test(`${seconds} seconds are ${said}`, () => assert.equal(clock(seconds), said));
}

test("what is unknown is counted, not guessed, in the whole length", () => {
  assert.equal(length([choice({ duration_s: 60 }), choice({ duration_s: 125 })]), "3:05");
  assert.equal(length([choice({ duration_s: 60 }), choice(), choice()]), "1:00 and 2 of unknown length");
  assert.equal(length([choice()]), "length unknown");
  assert.equal(length([]), "");
});

test("unknown tempo and key are said to be unknown", () => {
  assert.deepEqual([tempo(choice().track), key(choice().track)], ["tempo unknown", "key unknown"]);
  const { track } = choice({ bpm: 120.04, key: "A minor", camelot: "8A" });
  assert.deepEqual([tempo(track), key(track)], ["120 BPM", "A minor · 8A"]);
});

test("a transition says its steps in energy, tempo and key", () => {
  /** @type {import("../../functions/api/static/playlist/types.js").Transition} */
  const known = {
    quality: "good",
    type: "blend",
    duration_beats: 16,
    key_compatibility: "perfect",
    bpm_difference: 5,
    energy_gap: 7,
    score: 91,
  };
  assert.equal(joint(known), "energy 7 apart, 5 BPM apart, same key · blend over 16 beats · score 91");
  const unknown = joint({ ...known, bpm_difference: null, key_compatibility: "unknown" });
  assert.ok(unknown.startsWith("energy 7 apart, tempo unknown, key unknown"));
  assert.ok(joint({ ...known, bpm_difference: 0 }).includes("same tempo"));
});

test("a video that is missing is said to be, once that is known", () => {
  const video = { url: null, title: null, thumbnail: null, message: null };
  assert.equal(videoState(null, false), "");
  assert.equal(videoState(null, true), "No video was looked for");
  assert.equal(videoState({ ...video, status: "unresolved" }, false), "No video found");
  assert.equal(videoState({ ...video, status: "unresolved", message: "Quota used up" }, true), "Quota used up");
  assert.equal(videoState({ ...video, status: "resolved" }, true), "");
});

for (const [said, known, at] of /** @type {const} */ ([
  ["Waiting", list("waiting", []), run("running")],
  ["Working, 2 of 11", list("running", [choice(), choice()]), run("running", "openai")],
  [
    "Anthropic is completing it, 1 of 11 (Overloaded)",
    list("running", [choice()], "Overloaded"),
    run("running", "anthropic"),
  ],
  ["Complete, 1 track", list("completed", [choice()]), run("running")],
  [
    "Complete, 2 tracks; completed by Anthropic",
    list("completed", [choice(), choice({}, { made_by: "anthropic" })]),
    run("completed"),
  ],
  ["Failed: No quota", list("failed", [], "No quota"), run("running")],
  ["Failed with 1 of 11: No quota", list("failed", [choice()], "No quota"), run("failed")],
  ["Stopped at 1 of 11", list("running", [choice()]), run("cancelled")],
  ["Not begun", list("waiting", []), run("cancelled")],
])) {
  test(`a list is told to be: ${said}`, () => assert.equal(progress("openai", known, at), said));
}

test("the usual spellings of a song are one song, a remix is another", () => {
  const song = (/** @type {string} */ artist, /** @type {string} */ title) => songOf(choice({ artist, title }).track);
  assert.equal(song("The Beatles", "Here Comes the Sun (2019 Remaster)"), song("Beatles", "Here comes the sun"));
  assert.equal(song("Röyksopp", "What Else Is There?"), song("Royksopp", "What else is there"));
  assert.equal(song("Daft Punk", "Get Lucky [feat. Pharrell Williams]"), song("Daft Punk", "Get Lucky"));
  assert.notEqual(song("M83", "Midnight City (Eric Prydz Remix)"), song("M83", "Midnight City"));
  assert.notEqual(song("!!!", "???"), song("???", "!!!"));
});

test("only songs of several lists are shared, and where they are is told", () => {
  const [first, second] = [choice({ title: "One" }), choice({ title: "Two" })];
  const found = shared({ openai: list("completed", [first, second]), gemini: list("completed", [second]) });
  assert.deepEqual(
    [...found.values()],
    [
      [
        { provider: "openai", index: 1 },
        { provider: "gemini", index: 0 },
      ],
    ],
  );
});
