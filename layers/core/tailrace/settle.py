"""Ends runs, and steps that could not tell their own end.

Everything here may be done twice, or by two at once: each decision is taken against the log as it stands,
and a run that has its end keeps it.
"""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from ulid import ULID

from tailrace import failures, kinds
from tailrace.endings import step_errors, unless_out_of_money, usage_total
from tailrace.errors import RunClosedError, RunNotFoundError, SupersededError
from tailrace.events import Draft, RunErrorEntry, RunFailed
from tailrace.executions import left_behind
from tailrace.fold import Snapshot, find_step, fold, is_closed
from tailrace.log import RunWriter
from tailrace.run_index import FRESH_S, IndexEntry, created_at
from tailrace.wiring import execution_arn, ledger, run_index, run_log, workflows

# A run that was begun or resumed later than this may still be on its way from the log to its workflow.
START_GRACE = timedelta(seconds=FRESH_S)
# A client may repeat a start with its Idempotency-Key for a day, under the id of its first try: till then a run that
# has no log may yet get one.
LOG_GRACE = timedelta(days=1)

_log = logging.getLogger(__name__)

_ENDED = {
    "FAILED": ("workflow_failed", "The workflow failed"),
    "TIMED_OUT": ("workflow_timed_out", "The workflow ran out of time"),
    "ABORTED": ("workflow_stopped", "The workflow was stopped"),
    "SUCCEEDED": ("workflow_failed", "The workflow ended without closing the run"),
    None: ("workflow_never_started", "The workflow never started"),
}


def fail_step(run_id: str, execution: str, step: str, error: str, cause: str) -> None:
    """A branch has given a step up: make sure that the log says so, for an attempt that died cannot.

    Raises `SupersededError` if the run has another execution by now.
    """
    if error in (SupersededError.__name__, RunClosedError.__name__):
        return  # Not the step's failure: somebody else has it, or the run is over.
    failure = failures.describe_workflow_error(error, cause)

    def decide(snapshot: Snapshot) -> Sequence[Draft]:
        left_behind(snapshot, execution)
        state = find_step(snapshot, step)
        if is_closed(snapshot) or state["state"] in ("failed", "completed"):
            return []
        attempt = max(1, state["attempt"])
        drafts = failures.failed(snapshot, step, failure, final=True)
        return [draft._replace(step=step, attempt=attempt) for draft in drafts]

    RunWriter(run_log(), run_id).decide(decide)


def finish(run_id: str, execution: str) -> str:
    """End a run as its kind says, or as failed if its money did not suffice; answers its status.

    Raises `RunNotFoundError`, and `SupersededError` if the run has another execution by now.
    """

    def decide(snapshot: Snapshot) -> Sequence[Draft]:
        left_behind(snapshot, execution)
        if is_closed(snapshot):
            return []
        end = kinds.load_part(snapshot["kind"], "finish").finish(snapshot)
        return [Draft(unless_out_of_money(snapshot, end))]

    return _end(run_id, decide)


def execution_ended(execution: str, status: str | None, cause: str | None = None) -> None:
    """A workflow execution has ended, or never began (`status` None): its run must not stay open.

    `execution` is its name, `<run_id>-<n>`; one that the run has left behind by being resumed is of no interest.
    """
    run_id, _, number = execution.rpartition("-")
    code, message = _ENDED[status]
    if cause and status == "ABORTED":
        message = f"{message}: {cause}"
    reason = RunErrorEntry(step=None, provider=None, code=code, message=message)

    def decide(snapshot: Snapshot) -> Sequence[Draft]:
        if is_closed(snapshot) or snapshot["execution"] != int(number):
            return []
        return [Draft(RunFailed(errors=[*step_errors(snapshot), reason], usage=usage_total(snapshot)), message)]

    try:
        _end(run_id, decide)
    except RunNotFoundError:
        return  # Deleted: there is nothing left to close.


def sweep(now: datetime) -> int:
    """Close the runs whose workflow died, or never started, without a word; answers how many were looked at.

    A run that cannot be looked at keeps no other from its end. Raises `ExceptionGroup` of what went wrong, afterwards.
    """
    youngest = str(ULID.from_datetime(now - START_GRACE)).lower()
    seen = 0
    troubles: list[Exception] = []
    for entry in run_index().open(before=youngest):
        seen += 1
        try:
            _look_at(entry, now)
        except Exception as error:  # noqa: BLE001 - one broken run of all must not leave the others open for ever
            _log.error("Run %s could not be swept", entry.run_id, exc_info=error)
            troubles.append(error)
    if troubles:
        raise ExceptionGroup("Not every run could be swept", troubles)
    return seen


def _look_at(entry: IndexEntry, now: datetime) -> None:
    """Close this run if its workflow is not at work, and take it from the open runs if it is closed."""
    try:
        snapshot = fold(run_log().read(entry.run_id))
    except RunNotFoundError:
        if created_at(entry.run_id) < now - LOG_GRACE:
            run_index().forget(entry.owner, entry.run_id, entry.execution)
        return
    if is_closed(snapshot):
        _take_out(entry, snapshot, now)
        return
    name = f"{entry.run_id}-{snapshot['execution']}"
    status = _execution_status(entry.kind, name)
    if status != "RUNNING" and not (status is None and _was_just_resumed(snapshot, now)):
        execution_ended(name, status)


def _was_just_resumed(snapshot: Snapshot, now: datetime) -> bool:
    """Whether its workflow may be about to be started. A new run's age is in its id: it was not looked at."""
    updated = datetime.fromisoformat(snapshot["timing"]["updated_at"])
    return snapshot["execution"] > 1 and updated > now - START_GRACE


def _take_out(entry: IndexEntry, snapshot: Snapshot, now: datetime) -> None:
    """Take a closed run from the open ones, unless somebody is about to resume it."""
    if entry.execution <= snapshot["execution"]:
        ledger().record(entry.owner, snapshot)
        run_index().set_status(entry.owner, entry.run_id, snapshot["status"], snapshot["execution"], is_open=False)
    elif not entry.is_fresh(now.timestamp()):
        # Who wanted to resume it never came to write that down.
        run_index().correct(entry, snapshot["status"], is_open=False)


def _execution_status(kind: str, name: str) -> str | None:
    client = workflows()
    try:
        return client.describe_execution(executionArn=execution_arn(kind, name))["status"]
    except client.exceptions.ExecutionDoesNotExist:
        return None


def _end(run_id: str, decide: Callable[[Snapshot], Sequence[Draft]]) -> str:
    writer = RunWriter(run_log(), run_id)
    writer.decide(decide)
    snapshot = writer.snapshot
    status: str = snapshot["status"]
    if is_closed(snapshot):
        owner = run_log().owner(run_id)
        # First, since nobody comes back to a run that has left the open ones.
        ledger().record(owner, snapshot)
        run_index().set_status(owner, run_id, status, snapshot["execution"], is_open=False)
    return status
