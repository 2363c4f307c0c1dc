"""What an owner does with a run beyond starting and reading it: cancel it, and let it go on. No HTTP here."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tailrace import kinds
from tailrace.concurrency import TooManyRunsError
from tailrace.endings import open_calls, usage_total
from tailrace.errors import RunClosedError, RunNotFoundError, TailraceError
from tailrace.events import Draft, RunCancelled
from tailrace.executions import CannotStartError, Executions
from tailrace.fold import Snapshot, is_closed
from tailrace.ledger import Ledger
from tailrace.log import RunLog, RunWriter
from tailrace.resuming import ContinueRefusedError, plan
from tailrace.run_index import RunIndex, new_entry


class RunIsClosedError(TailraceError):
    """The run has completed or failed: there is nothing left to cancel."""

    code = "run_is_closed"


@dataclass(frozen=True)
class Receipt:
    """What a cancelled run leaves. Every event up to `kept_through_seq` stays, and with them `parts` finished parts.

    `calls_aborted` model calls had begun: what those had used by then was never told, so `usage` is without it.
    """

    run_id: str
    status: str
    seq: int
    kept_through_seq: int
    parts: int
    calls_aborted: int
    usage: dict[str, Any]


@dataclass(frozen=True)
class Resumed:
    """A run that goes on: `steps` are made in its so-manieth `execution`."""

    run_id: str
    status: str
    execution: int
    steps: list[str]


class Control:
    """The use-cases over the log, the lists and the workflows."""

    def __init__(self, log: RunLog, index: RunIndex, ledger: Ledger, executions: Executions, ttl_days: int) -> None:
        self._log = log
        self._index = index
        self._ledger = ledger
        self._executions = executions
        self._ttl_days = ttl_days

    def cancel(self, owner: str, run_id: str) -> Receipt:
        """End a run where it is; a run that is cancelled already gives the same receipt again.

        The log's word is what ends it: whoever works on the run looks there before each model call, and at the latest
        half a second after what it wrote last, and stops. The workflow is stopped too, but nothing hangs on it.
        Raises `RunIsClosedError`.
        """
        writer = RunWriter(self._log, run_id)
        writer.decide(_cancel)
        snapshot = writer.snapshot
        seq, execution = snapshot["seq"], snapshot["execution"]
        self._executions.stop(run_id, snapshot["kind"], execution, "The run was cancelled")
        self._ledger.record(owner, snapshot)
        self._index.set_status(owner, run_id, snapshot["status"], execution, is_open=False)
        (event,) = self._log.read(run_id, seq - 1, 1)
        made = kinds.load_fold(snapshot["kind"]).made(snapshot["parts"])
        return Receipt(run_id=run_id, status=snapshot["status"], seq=seq, parts=made, **event["data"])

    def resume(
        self,
        owner: str,
        run_id: str,
        named: Sequence[str],
        feedback: str | None,
        max_cost_usd: float | None = None,
    ) -> Resumed:
        """Let a closed run go on, by a fresh execution of its workflow that makes what is missing or `named`.

        `max_cost_usd` is a new limit for what the run may cost in all; None: it is as before.

        In this order: the earlier execution is stopped, should it still be about to do something; the run is put into
        the lists; the log says that it is resumed; the workflow is started. Who dies after the second leaves a closed
        run, whose entry the sweep takes out; who dies after the third, an open one, which the sweep closes. Of two at
        once the log lets one pass. Raises `ContinueRefusedError`, `CannotStartError`, `TooManyRunsError`.
        """
        writer = RunWriter(self._log, run_id)
        before = writer.snapshot["execution"]
        kind = kinds.load(writer.snapshot["kind"])
        decided = plan(kind, writer.snapshot, named, feedback, max_cost_usd)
        self._executions.machine(kind.name)
        if not self._executions.stop(run_id, kind.name, before, "The run is continued by another execution"):
            raise CannotStartError("The run's earlier workflow could not be stopped; try again")
        metadata = writer.snapshot["metadata"]
        entry = new_entry(run_id, owner, kind.name, metadata, self._ttl_days, execution=before + 1)
        try:
            self._index.add(entry)
        except TooManyRunsError:
            self._index.correct(entry, writer.snapshot["status"], is_open=False)
            raise

        def decide(snapshot: Snapshot) -> Sequence[Draft]:
            nonlocal decided
            decided = plan(kind, snapshot, named, feedback, max_cost_usd)
            if snapshot["execution"] != before:
                raise ContinueRefusedError("run_is_open", "Another request let the run go on first")
            return decided.drafts

        try:
            writer.decide(decide)
        except RunClosedError as error:
            self._index.forget(owner, run_id, entry.execution)
            raise RunNotFoundError("The run was deleted") from error
        self._executions.begin(entry, writer.snapshot["providers"], decided.requested)
        return Resumed(run_id, "running", entry.execution, decided.steps)


def _cancel(snapshot: Snapshot) -> Sequence[Draft]:
    if snapshot["status"] == "cancelled":
        return []
    if is_closed(snapshot):
        raise RunIsClosedError(f"The run has ended: it is {snapshot['status']}")
    data = RunCancelled(
        kept_through_seq=snapshot["seq"], calls_aborted=open_calls(snapshot), usage=usage_total(snapshot)
    )
    return [Draft(data, "Cancelled by its owner")]
