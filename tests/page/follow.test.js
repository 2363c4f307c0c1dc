import assert from "node:assert/strict";
import { test } from "node:test";

import { connect, fold, prepare } from "../../functions/api/static/tailrace.js";
import { Clock, settled } from "./clock.js";
import { logOf, Server } from "./server.js";

/** @import { Connection } from "../../functions/api/static/client/types.js" */
/** @import { Event } from "../../functions/api/static/fold/types.js" */
/** @import { Fate } from "./server.js" */

const URL = "https://api.test";

/**
 * @param {Server} server
 * @param {Clock} clock
 * @param {{ key?: string | null, token?: string }} [access]
 */
function opened(server, clock, { key = "key", token } = {}) {
  return connect({ url: URL, key, fetch: server.fetch, timers: clock.timers }).open("r", { token });
}

/**
 * Everything that a run's events give, and the states of the connection.
 * @param {Server} server
 * @param {{ key?: string | null, token?: string, after?: number }} [options]
 */
async function followed(server, { after = 0, ...access } = {}) {
  const clock = new Clock();
  /** @type {Connection[]} */
  const states = [];
  /** @type {Event[]} */
  const events = [];
  const run = opened(server, clock, access);
  const all = (async () => {
    for await (const event of run.events({ after, onConnection: (state) => states.push(state) })) events.push(event);
  })();
  /** @type {any} */
  let failure = null;
  await clock.until(all).catch((error) => {
    failure = error;
  });
  await settled();
  assert.equal(clock.waiting, 0, "no timer is left");
  assert.equal(server.open, 0, "no connection is left open");
  assert.equal(states.at(-1)?.mode, "ended");
  return { events, states, failure, clock, modes: states.map((state) => state.mode) };
}

/**
 * @param {Fate[]} fates
 * @param {{ length?: number }} [of]
 */
function serving(fates, { length = 12 } = {}) {
  const server = new Server(logOf(length));
  server.fates = fates;
  return server;
}

/**
 * Numbers that look random, the same for the same seed.
 * @param {number} seed
 */
function numbers(seed) {
  let state = seed * 2654435761;
  return (/** @type {number} */ below) => {
    state = (Math.imul(state ^ (state >>> 15), 2246822519) + 374761393) >>> 0;
    return state % below;
  };
}

test("a run is followed to its end, and the connections are told of", async () => {
  const server = serving([]);
  const { events, states } = await followed(server);
  assert.deepEqual(events, server.log);
  assert.deepEqual(
    states.map(({ mode, resumes, retryInMs }) => [mode, resumes, retryInMs]),
    [
      ["connecting", 0, null],
      ["live", 0, null],
      ["ended", 0, null],
    ],
  );
  assert.deepEqual(
    server.asked.map(({ path, after, key, query }) => [path, after, key, query.get("token")]),
    [["stream", 0, "Bearer key", null]],
  );
});

test("without a key it is the read token that opens the stream", async () => {
  const server = serving([]);
  assert.equal((await followed(server, { key: null, token: "t" })).events.length, 12);
  assert.deepEqual([server.asked[0].key, server.asked[0].query.get("token")], [null, "t"]);
});

test("wherever it is cut, and however, each event comes once and in order", async () => {
  for (let seed = 1; seed <= 150; seed += 1) {
    const random = numbers(seed);
    const pick = (/** @type {any[]} */ ...of) => of[random(of.length)];
    const fates = Array.from({ length: random(14) }, () =>
      pick(
        { bytes: random(2500), ends: "cut" },
        { bytes: random(2500), ends: "end" },
        { bytes: random(2500), ends: "silence" },
        { from: random(5), bytes: random(2500), ends: "cut" },
        { without: 1 + random(12), from: random(3) },
        { until: 1 + random(12) },
        { until: 1 + random(12), from: 4 },
        { refused: true },
        { hangs: true },
        { status: pick(500, 502, 503, 429), headers: pick({}, { "retry-after": "7" }) },
        { headers: { "content-type": "text/html" } },
      ),
    );
    const server = serving(fates);
    server.polls = Array.from({ length: random(6) }, () =>
      pick({}, { refused: true }, { status: 503 }, { hangs: false }),
    );
    server.piece = pick(
      (/** @type {number} */ bytes) => bytes,
      () => 1 + random(40),
      () => 1 + random(700),
    );
    const { events, states } = await followed(server, pick({}, { key: null, token: "t" }));
    assert.deepEqual(events, server.log, `seed ${seed}`);
    for (const [place, state] of states.slice(1).entries()) {
      assert.notDeepEqual(state, states[place], `a change is told once, seed ${seed}`);
    }
  }
});

test("a connection that the server ends is no failure, and is taken up at once", async () => {
  const { events, modes, clock } = await followed(serving([{ until: 3 }, { until: 3, from: 2 }, { until: 9 }]));
  assert.equal(events.length, 12);
  assert.deepEqual(modes, ["connecting", "live", "ended"]);
  assert.equal(clock.now, 0);
});

test("a server that sends everybody on at once is not asked all the time", async () => {
  const server = serving([{ until: 1 }]);
  server.fetch = ((fetch) => async (/** @type {any} */ url, /** @type {any} */ init) => {
    const response = await fetch(url, init);
    if (server.asked.length > 1) return response;
    const frame = 'event: control\ndata: {"type":"reconnect","after":0,"in_ms":0}\n\n';
    return new Response(frame, { headers: { "content-type": "text/event-stream" } });
  })(server.fetch);
  const { clock } = await followed(server);
  assert.equal(clock.now, 1000);
});

test("a run that was closed already ends without a word", async () => {
  const server = serving([]);
  const { events, modes } = await followed(server, { after: 12 });
  assert.deepEqual([events, modes], [[], ["connecting", "ended"]]);
});

test("a silent connection is given up after a while, and resumed behind the last event", async () => {
  const server = serving([{ bytes: 700, ends: "silence" }]);
  const { events, states, clock } = await followed(server);
  assert.equal(events.length, 12);
  assert.ok(server.asked[1].after > 0);
  assert.ok(clock.now >= 35_000 && clock.now < 36_000);
  const waits = states.find((state) => state.retryInMs !== null);
  assert.deepEqual([waits?.mode, waits?.reason], ["reconnecting", "The stream is silent"]);
  assert.equal(states.at(-1)?.resumes, 1);
});

test("pauses grow while nothing comes, and are short again after an event", async () => {
  const nothing = { bytes: 10, ends: /** @type {const} */ ("cut") };
  const fates = [...Array(9).fill(nothing), { bytes: 700, ends: "cut" }, nothing];
  const { states } = await followed(serving(fates), { key: null, token: "t" });
  const waits = states.flatMap((state) => (state.retryInMs === null ? [] : [state.retryInMs]));
  const longest = [250, 500, 1000, 2000, 4000, 8000, 10_000, 10_000, 10_000, 250, 500];
  assert.equal(waits.length, longest.length);
  for (const [place, wait] of waits.entries()) {
    assert.ok(wait <= longest[place] && wait >= longest[place] / 2, `${wait} of ${longest[place]}`);
  }
});

test("a server that is busy is given the time that it asks for", async () => {
  const server = serving([{ status: 429, headers: { "retry-after": "7" } }]);
  const { events, clock, states } = await followed(server);
  assert.equal(events.length, 12);
  assert.equal(clock.now, 7000);
  assert.equal(states.find((state) => state.retryInMs)?.reason, "It is 429");
});

for (const status of [400, 401, 403, 404, 410, 422]) {
  test(`an answer of ${status} ends it, also in the middle`, async () => {
    const { events, failure } = await followed(serving([{ until: 5 }, { status }]));
    assert.equal(events.length, 5);
    assert.deepEqual([failure.name, failure.status, failure.requestId], ["ProblemError", status, "q"]);
  });
}

test("an event that is no event is a broken connection", async () => {
  const server = serving([]);
  const good = server.fetch;
  server.fetch = async (url, init) => {
    const response = await good(url, init);
    if (server.asked.length > 1) return response;
    return new Response("data: <html>\n\n", { headers: { "content-type": "text/event-stream" } });
  };
  const { events } = await followed(server, { key: null, token: "t" });
  assert.equal(events.length, 12);
});

test("snapshots are the fold, also from a snapshot on or with later events only", async () => {
  await prepare("video");
  const log = logOf(12);
  const clock = new Clock();
  /** @param {any} options */
  const batches = async (options) => {
    const server = serving([{ until: 4 }]);
    const found = [];
    for await (const { events, snapshot } of opened(server, clock).follow(options)) {
      found.push({ seqs: events.map((event) => event.seq), snapshot: structuredClone(snapshot) });
    }
    return { found, first: server.asked[0].after };
  };
  const { found } = await clock.until(batches({}));
  assert.deepEqual(
    found.flatMap(({ seqs }) => seqs),
    [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12],
  );
  for (const { seqs, snapshot } of found) assert.deepEqual(snapshot, fold(log.slice(0, seqs.at(-1))));
  const given = fold(log.slice(0, 6));
  const later = await clock.until(batches({ snapshot: given }));
  assert.equal(later.first, 6);
  assert.deepEqual(later.found.at(-1)?.snapshot, fold(log));
  assert.deepEqual(given, fold(log.slice(0, 6)), "what was given is left alone");
  const silent = await clock.until(batches({ after: 10 }));
  assert.deepEqual(
    silent.found.flatMap(({ seqs }) => seqs),
    [11, 12],
  );
  assert.deepEqual(silent.found.at(-1)?.snapshot, fold(log));
});

test("a browser that is back on a network tries at once", async () => {
  const browser = new EventTarget();
  const { addEventListener } = globalThis;
  globalThis.addEventListener = browser.addEventListener.bind(browser);
  try {
    const clock = new Clock();
    const server = serving([{ status: 503, headers: { "retry-after": "60" } }]);
    const first = opened(server, clock).events().next();
    await clock.pass(1000);
    assert.equal(server.asked.length, 1);
    browser.dispatchEvent(new Event("online"));
    assert.equal((await clock.until(first)).value?.seq, 1);
    assert.equal(clock.now, 1000);
  } finally {
    globalThis.addEventListener = addEventListener;
  }
});

test("a slow consumer gets all that has come in the meantime at once", async () => {
  const server = serving([{ until: 2 }, { until: 4 }, { until: 6 }]);
  const clock = new Clock();
  const batches = opened(server, clock).follow();
  const sizes = [(await clock.until(batches.next())).value?.events.length];
  await clock.pass(100);
  sizes.push((await clock.until(batches.next())).value?.events.length);
  assert.equal((await clock.until(batches.next())).done, true);
  assert.deepEqual(sizes, [2, 10]);
});
