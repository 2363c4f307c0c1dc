/** What a person is told without having looked: milestones, and what did not go as it should. */

import { h, put, show } from "../page/dom.js";
import { isOpen, kept, STATES, stateOf } from "./words.js";

/** @typedef {import("./context.js").Snapshot} Snapshot */

const QUIET_MS = 4000;

/**
 * @param {(text: string) => void} announce
 * @param {import("./context.js").Context["continueRun"] | null} continueRun null for who may only read
 */
export function teller(announce, continueRun) {
  const element = h("div", { hidden: true });
  let milestone = "";
  let told = 0;
  let outcome = "";

  /** @param {Snapshot} snapshot */
  function announceMilestone(snapshot) {
    const open = isOpen(snapshot);
    const quarter = Math.floor(snapshot.progress / 25) * 25;
    const reached = open
      ? quarter
        ? `${quarter} %`
        : "Started"
      : `${STATES[stateOf(snapshot)].word}. ${kept(snapshot)}`;
    // Not often; then the newest is what counts.
    if (reached === milestone || (open && Date.now() - told < QUIET_MS)) return;
    milestone = reached;
    told = Date.now();
    announce(reached);
  }

  /** @param {Snapshot} snapshot */
  function showOutcome(snapshot) {
    const state = stateOf(snapshot);
    const failed = snapshot.steps.filter((step) => step.state === "failed").map((step) => step.id);
    const now = `${state} ${snapshot.execution} ${failed}`;
    if (now === outcome) return;
    outcome = now;
    const fine = state === "completed" || (isOpen(snapshot) && !failed.length);
    show(element, !fine);
    if (fine) return;
    void import("./ended.js").then((ended) => {
      const said = outcome === now && ended.outcome(snapshot, continueRun);
      if (said) put(element, said);
    });
  }

  return {
    element,
    /** @param {Snapshot} snapshot */
    update(snapshot) {
      announceMilestone(snapshot);
      showOutcome(snapshot);
    },
  };
}
