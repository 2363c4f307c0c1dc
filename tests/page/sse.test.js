import assert from "node:assert/strict";
import { test } from "node:test";

import { decoder } from "../../functions/api/static/client/sse.js";

/** @param {string[]} pieces */
function decoded(pieces) {
  const decode = decoder();
  return pieces.flatMap((piece) => decode(piece));
}

const STREAM = [
  "\uFEFFretry: 1000\n: a comment\n\n",
  "id: 1\ndata: one\n\n",
  "id: 2\r\ndata: two\r\ndata: lines\r\n\r\n",
  "id: 3\rdata:three\r\r",
  "event: control\ndata: {}\n\n",
  "data\n\n",
  "data:\ndata:\n\n",
  "id: 4\n\n",
  "id: 5\0\ndata:  spaces \n\n",
  "event: never\n\n",
  "id\nunknown: field\ndata: a:b\u2028c\n\n",
  ":data: no\n:\ndata: last\n\n",
  "data: not ended\n",
].join("");

const FRAMES = [
  { id: "1", event: "", data: "one" },
  { id: "2", event: "", data: "two\nlines" },
  { id: "3", event: "", data: "three" },
  { id: "3", event: "control", data: "{}" },
  { id: "3", event: "", data: "" },
  { id: "3", event: "", data: "\n" },
  { id: "4", event: "", data: " spaces " },
  { id: "", event: "", data: "a:b\u2028c" },
  { id: "", event: "", data: "last" },
];

test("a stream is decoded by the standard's rules", () => {
  assert.deepEqual(decoded([STREAM]), FRAMES);
});

test("it does not matter where a stream is cut", () => {
  for (let cut = 0; cut <= STREAM.length; cut += 1) {
    assert.deepEqual(decoded([STREAM.slice(0, cut), STREAM.slice(cut)]), FRAMES, `cut at ${cut}`);
  }
  assert.deepEqual(decoded([...STREAM]), FRAMES);
  assert.deepEqual(decoded([...STREAM].flatMap((character) => [character, ""])), FRAMES);
});

test("line ends of all sorts are the same, in whatever mixture", () => {
  const lines = ["id: 7", "data: a", "data: b", "", "data: c", "", ""];
  for (const first of ["\n", "\r", "\r\n"]) {
    for (const second of ["\n", "\r", "\r\n"]) {
      const text = lines.map((line, place) => line + (place % 2 ? first : second)).join("");
      // A return and a feed of neighbouring lines are one line end.
      if (first === "\n" && second === "\r") continue;
      if (first === "\r" && second === "\n") continue;
      const found = decoded([...text]);
      assert.deepEqual(found, [
        { id: "7", event: "", data: "a\nb" },
        { id: "7", event: "", data: "c" },
      ]);
    }
  }
});

test("a frame is there as soon as its empty line is", () => {
  const decode = decoder();
  assert.deepEqual(decode("data: x\r\n"), []);
  assert.deepEqual(decode("\r"), [{ id: "", event: "", data: "x" }]);
  assert.deepEqual(decode("\ndata: y\n\n"), [{ id: "", event: "", data: "y" }]);
});
