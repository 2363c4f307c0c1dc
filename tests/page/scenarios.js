// What the tests in Python have the client do against a whole stack: `node scenarios.js <scenario> <arguments as JSON>`.

import { TIMERS } from "../../functions/api/static/client/timers.js";
import { connect, isClosed } from "../../functions/api/static/tailrace.js";

/** @import { Connection } from "../../functions/api/static/client/types.js" */

/** Timers that are so many times as fast. */
const fast = (/** @type {number} */ factor) => ({
  ...TIMERS,
  set: (/** @type {() => void} */ callback, /** @type {number} */ ms) => setTimeout(callback, ms / factor),
});

/** @type {Record<string, (given: any) => Promise<unknown>>} */
const SCENARIOS = {
  /** Follow a run to its end. */
  async follow({ url, key, id, token, factor = 1 }) {
    const run = connect({ url, key, timers: fast(factor) }).open(id, { token });
    /** @type {Connection[]} */
    const states = [];
    const events = [];
    let last;
    for await (const batch of run.follow({ onConnection: (state) => states.push(state) })) {
      events.push(...batch.events);
      last = batch.snapshot;
    }
    return { events, snapshot: last, states };
  },

  /** Start a playlist, cancel it in the middle, let it go on, swap a track, take it away and delete it. */
  async steer({ url, key, input, kind }) {
    const client = connect({ url, key });
    const run = await client.start(kind, input, { metadata: { by: "the client" } });
    const statuses = [];
    let snapshot;
    for await (const batch of run.follow()) {
      snapshot = batch.snapshot;
      if (snapshot.status === "running" && snapshot.parts.tracks.length > 1) break;
    }
    const receipt = await run.cancel();
    for await (const batch of run.follow({ snapshot })) snapshot = batch.snapshot;
    statuses.push(snapshot?.status);
    const continued = await run.continue();
    for await (const batch of run.follow({ snapshot })) snapshot = batch.snapshot;
    statuses.push(snapshot?.status);
    const shown = snapshot?.parts.tracks.find((/** @type {any} */ track) => track.alternatives.length);
    const swapped = await run.swap(shown.index, shown.alternatives[0].provider);
    for await (const batch of run.follow({ snapshot })) snapshot = batch.snapshot;
    const server = await run.snapshot();
    const { name, type, blob } = await run.export("csv");
    const listed = (await client.runs({ kind, limit: 1 })).runs[0];
    const usage = await client.usage();
    await run.remove();
    const gone = await run.snapshot().catch((error) => error.code);
    const exported = { name, type, size: blob.size };
    return { id: run.id, receipt, statuses, continued, swapped, snapshot, server, exported, listed, usage, gone };
  },

  /** What a stranger is told. */
  async refused({ url, id }) {
    const told = async (/** @type {any} */ access, /** @type {string | null} */ key) => {
      try {
        for await (const _ of connect({ url, key }).open(id, access).events());
        return null;
      } catch (error) {
        return error instanceof Error && "code" in error ? error.code : String(error);
      }
    };
    return [await told({}, "wrong"), await told({ token: "v1.0.forged" }, null), await told({}, null)];
  },

  /** Start a run with the shortest program there is. */
  async shortest({ url, key, kind, input }) {
    const { run } = await import("../../functions/api/static/tailrace.js");
    let found;
    for await (const { snapshot } of (await run(kind, input, { url, key })).follow()) found = snapshot;
    return found && { status: found.status, closed: isClosed(found) };
  },
};

const [, , scenario, given] = process.argv;
process.stdout.write(JSON.stringify(await SCENARIOS[scenario](JSON.parse(given))));
