/**
 * The client of Tailrace: start generations, and watch them being made. For browsers and Node 20 or newer, without
 * dependencies.
 *
 *     import { run } from "https://<your api>/tailrace.js";
 *
 *     const made = await run("playlist", { prompt: "Songs for a long drive" }, { key: "…" });
 *     for await (const { events, snapshot } of made.follow()) {
 *       console.log(snapshot.progress, events.map((event) => event.message));
 *     }
 *
 * A run's events are an append-only log with numbers from 1; `follow` gives each of them exactly once and in order,
 * whatever becomes of the connection, with the snapshot that they make: the same one that the server would give.
 */

export { Client, connect, run } from "./client/client.js";
export { ConnectionError, ProblemError } from "./client/problems.js";
export { replay } from "./client/replay.js";
export { Run } from "./client/run.js";
export { advance, empty, findStep, fold, isClosed, prepare } from "./fold/fold.js";
