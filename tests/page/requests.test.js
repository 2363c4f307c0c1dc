import assert from "node:assert/strict";
import { test } from "node:test";

import { ConnectionError, connect, ProblemError, run } from "../../functions/api/static/tailrace.js";
import { Clock } from "./clock.js";

const STARTED = { run_id: "r1", read_token: "t1", urls: { stream: "https://stream.test/v1/runs/r1/stream" } };

/** @typedef {{ url: URL, method: string | undefined, headers: Headers, body: any }} Asked */

/**
 * A client whose server gives these answers, one after the other.
 * @param {(Response | Error)[]} answers
 */
function answering(...answers) {
  /** @type {Asked[]} */
  const asked = [];
  const clock = new Clock();
  /** @type {typeof globalThis.fetch} */
  const fetch = async (url, init = {}) => {
    const body = init.body ? JSON.parse(String(init.body)) : null;
    asked.push({ url: new URL(String(url)), method: init.method, headers: new Headers(init.headers), body });
    const answer = answers.shift() ?? new TypeError("There is no further answer");
    if (answer instanceof Error) throw answer;
    return answer;
  };
  const client = connect({ url: "https://api.test/", key: "k", fetch, timers: clock.timers });
  return { client, asked, clock, fetch };
}

/**
 * @param {number} status
 * @param {string} code
 * @param {Record<string, string>} [headers]
 */
const refusal = (status, code, headers) => Response.json({ code, detail: `It is ${code}` }, { status, headers });
const lost = () => new TypeError("fetch failed");

test("a run is started with all that was said, under a key of its own", async () => {
  const { client, asked } = answering(Response.json(STARTED), Response.json(STARTED));
  const options = { providers: ["openai"], max_cost_usd: 1, metadata: { a: "b" } };
  const found = await client.start("plan", { a: 1 }, options);
  assert.deepEqual([found.id, found.token, found.stream], ["r1", "t1", STARTED.urls.stream]);
  assert.deepEqual(asked[0].body, { kind: "plan", input: { a: 1 }, options });
  assert.equal(asked[0].url.href, "https://api.test/v1/runs");
  assert.equal(asked[0].headers.get("authorization"), "Bearer k");
  await client.start("plan", {});
  const keys = asked.map(({ headers }) => headers.get("idempotency-key"));
  assert.ok(keys[0] && keys[1] && keys[0] !== keys[1]);
});

test("run connects and starts in one", async () => {
  const { fetch, asked } = answering(Response.json(STARTED));
  const made = await run(
    "plan",
    {},
    { url: "https://api.test", key: "k", fetch, idempotencyKey: "mine", providers: ["x"] },
  );
  assert.equal(made.id, "r1");
  assert.deepEqual(asked[0].body.options, { providers: ["x"] });
  assert.equal(asked[0].headers.get("idempotency-key"), "mine");
});

test("a start whose answer is lost is sent again with the same key, three times", async () => {
  const { client, asked, clock } = answering(
    lost(),
    refusal(503, "unavailable"),
    refusal(502, "x"),
    Response.json(STARTED),
  );
  assert.equal((await clock.until(client.start("plan", {}))).id, "r1");
  assert.equal(new Set(asked.map(({ headers }) => headers.get("idempotency-key"))).size, 1);
  const hopeless = answering(lost(), lost(), lost(), lost(), Response.json(STARTED));
  await assert.rejects(hopeless.clock.until(hopeless.client.start("plan", {})), ConnectionError);
  assert.equal(hopeless.asked.length, 4);
});

test("an answer that breaks off in the middle of a start is asked for again", async () => {
  const broken = () => new Response(new ReadableStream({ start: (controller) => controller.error(lost()) }));
  const { client, asked, clock } = answering(broken(), Response.json(STARTED));
  assert.equal((await clock.until(client.start("plan", {}))).id, "r1");
  assert.equal(asked.length, 2);
});

test("a start that is being answered already waits as it is told", async () => {
  const inProgress = refusal(409, "request_in_progress", { "retry-after": "2" });
  const { client, asked, clock } = answering(inProgress, Response.json(STARTED));
  await clock.until(client.start("plan", {}, { idempotencyKey: "mine" }));
  assert.deepEqual([clock.now, asked[1].headers.get("idempotency-key")], [2000, "mine"]);
});

for (const [status, code] of /** @type {[number, string][]} */ ([
  [402, "budget_exceeded"],
  [409, "run_is_open"],
  [422, "invalid_request"],
  [429, "rate_limited"],
  [500, "internal"],
])) {
  test(`${code} is told and not asked for again`, async () => {
    const { client, asked } = answering(refusal(status, code, { "retry-after": "3" }));
    await assert.rejects(client.start("plan", {}), { name: "ProblemError", status, code, retryAfterMs: 3000 });
    assert.equal(asked.length, 1);
  });
}

test("a problem has all its fields, and what is no problem document is one by its status", async () => {
  const errors = [{ loc: "input.profile", msg: "is required" }];
  const { client } = answering(
    Response.json({ code: "invalid_request", detail: "no", errors, request_id: "q" }, { status: 422 }),
    new Response("<html>", { status: 502, headers: { "retry-after": "Fri, 20 Nov 2020 00:00:00 GMT" } }),
    Response.json("null", { status: 403 }),
  );
  const problem = await client.kinds().catch((error) => error);
  assert.ok(problem instanceof ProblemError && problem instanceof Error);
  assert.deepEqual([problem.errors, problem.requestId, problem.message], [errors, "q", "no"]);
  assert.equal(problem.retryAfterMs, null);
  const page = await client.kinds().catch((error) => error);
  assert.deepEqual([page.code, page.message, page.retryAfterMs], ["http_502", "The server answered 502", 0]);
  assert.equal((await client.kinds().catch((error) => error)).code, "http_403");
});

test("what cannot be reached is a ConnectionError, and an abort is an abort", async () => {
  const { client } = answering(lost(), new Response("{"), lost());
  await assert.rejects(client.usage(), ConnectionError);
  await assert.rejects(client.usage(), ConnectionError);
  const signal = AbortSignal.abort();
  await assert.rejects(client.runs({ signal }), TypeError);
});

test("lists, snapshots and steering ask what the protocol says", async () => {
  const answers = Array.from({ length: 9 }, () =>
    Response.json({ run_id: "r1", read_token: "t2", urls: { stream: "s" } }),
  );
  const { client, asked } = answering(...answers);
  const found = client.open("r/1", { token: "t" });
  await client.runs({ kind: "plan", limit: 5, cursor: null });
  await found.snapshot();
  await found.snapshot({ at: 7 });
  await found.cancel();
  await found.swap(2, "gemini");
  await found.continue({ steps: ["day:3"], feedback: "less", max_cost_usd: 2 });
  await found.remove();
  await client.remove("x");
  assert.deepEqual(
    asked.map(({ method, url, body }) => [method ?? "GET", url.pathname + url.search, body]),
    [
      ["GET", "/v1/runs?kind=plan&limit=5", null],
      ["GET", "/v1/runs/r%2F1", null],
      ["GET", "/v1/runs/r%2F1?at=7", null],
      ["POST", "/v1/runs/r%2F1/cancel", null],
      ["POST", "/v1/runs/r%2F1/tracks/2/swap", { provider: "gemini" }],
      ["POST", "/v1/runs/r%2F1/continue", { steps: ["day:3"], feedback: "less", max_cost_usd: 2 }],
      ["DELETE", "/v1/runs/r%2F1", null],
      ["DELETE", "/v1/runs/x", null],
    ],
  );
  assert.deepEqual([found.token, found.stream], ["t2", "s"]);
  assert.ok(asked[5].headers.get("idempotency-key"));
});

test("an export has its name and type", async () => {
  const headers = { "content-disposition": 'attachment; filename="a list.csv"', "content-type": "text/csv" };
  const { client, asked } = answering(new Response("a,b", { headers }), new Response("x"));
  const { name, type, blob } = await client.open("r").export("csv");
  assert.deepEqual(
    [name, type, await blob.text(), asked[0].url.search],
    ["a list.csv", "text/csv", "a,b", "?format=csv"],
  );
  assert.equal((await client.open("r").export()).name, "r");
});

test("health is told also when it is bad", async () => {
  const { client } = answering(Response.json({ status: "down" }, { status: 503 }));
  assert.equal((await client.health()).status, "down");
});

test("a key is sent to its own deployment only, and a stream elsewhere is opened by the token", async () => {
  const closed = () => new Response(null, { status: 204 });
  const { client, asked } = answering(closed(), refusal(401, "invalid_token"), closed(), closed());
  const follow = async (/** @type {any} */ access) => {
    for await (const _ of client.open("r", access).events()) assert.fail("nothing comes");
  };
  await follow({ token: "t", stream: "https://elsewhere.test/s" });
  await follow({ token: "old", stream: "https://elsewhere.test/s" });
  await follow({ stream: "https://elsewhere.test/s" });
  assert.deepEqual(
    asked.map(({ url, headers }) => [url.href, headers.get("authorization")]),
    [
      ["https://elsewhere.test/s?after=0&token=t", null],
      ["https://elsewhere.test/s?after=0&token=old", null],
      ["https://api.test/v1/runs/r/stream?after=0", "Bearer k"],
      ["https://api.test/v1/runs/r/stream?after=0", "Bearer k"],
    ],
  );
});

test("without an address, a module from a file says what it needs", () => {
  assert.throws(() => connect(), /needs the url of a deployment/);
});
