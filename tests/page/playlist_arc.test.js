/** The wished energy is the one that the server asks for, and the chart draws it where it is. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { across, band, line, reading, targets } from "../../functions/api/static/playlist/arc.js";

/** @type {{ input: any, count: number, targets: number[] }[]} what the server computes, see tests/unit/test_playlist_page.py */
const cases = JSON.parse(readFileSync(new URL("playlist_arcs.json", import.meta.url), "utf8"));
const wish = {
  arc_template: "mountain",
  energy_preset: "custom",
  energy_range: { min: 20, max: 80 },
  energy_tolerance: 10,
};

test("there are cases of all twelve arcs", () => {
  assert.equal(new Set(cases.map(({ input }) => input.arc_template)).size, 12);
});

for (const { input, count, targets: expected } of cases) {
  const { min, max } = input.energy_range;
  test(`${input.arc_template}, ${input.energy_preset}, ${min}–${max}, ${count} tracks: as the server`, () => {
    assert.deepEqual(targets({ ...wish, ...input }, count), expected);
  });
}

test("an arc that is not known here has no wished energies, and no line", () => {
  const wished = targets({ ...wish, arc_template: "zigzag" }, 3);
  assert.deepEqual(wished, [null, null, null]);
  assert.equal(line(wished) + band(wished, 10), "");
});

test("positions are spread over the whole width; a single one is in the middle", () => {
  assert.deepEqual(
    [0, 1, 2].map((place) => across(place, 3)),
    [0, 50, 100],
  );
  assert.equal(across(0, 1), 50);
});

test("a line has 100 on top, and breaks where nothing is known", () => {
  assert.equal(line([0, 100, 40]), "M0 100L50 0L100 60");
  assert.equal(line([10, undefined, 30]), "M0 90M100 70");
  assert.equal(line([undefined, 20, 30]), "M50 80L100 70");
});

test("the area around the wished line stays within 0–100", () => {
  assert.equal(band([5, 50], 10), "M0 85L100 40L100 60L0 100Z");
});

test("the chart is said in words", () => {
  const said = (/** @type {(number | undefined)[]} */ energies) => reading("mountain", [38, 44, 52], energies, 10);
  assert.equal(
    said([38, 30, undefined]),
    "1 of 2 tracks are within 10 of the mountain arc; track 2 is the furthest off, by 14.",
  );
  assert.equal(said([38, 44, 52]), "3 of 3 tracks are within 10 of the mountain arc.");
  assert.equal(said([]), "The wished arc is mountain. No track is there yet.");
});
