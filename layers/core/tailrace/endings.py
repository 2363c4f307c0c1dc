"""What the events that end a run say, computed from its snapshot."""

from collections.abc import Collection, Mapping
from typing import Any

from tailrace.errors import BudgetExceededError
from tailrace.events import EventData, RunCompleted, RunErrorEntry, RunFailed, UsageTotal, utc_now
from tailrace.fold import Snapshot, milliseconds_between


def usage_total(snapshot: Snapshot) -> UsageTotal:
    """All model calls so far."""
    usage = snapshot["usage"]
    return UsageTotal(**{field: usage[field] for field in UsageTotal.model_fields})


def duration_ms(snapshot: Snapshot) -> int:
    """Milliseconds since the run started."""
    return milliseconds_between(snapshot["timing"]["started_at"], utc_now())


def completed_or_failed(
    snapshot: Snapshot, summary: Mapping[str, Any], optional: Collection[str] = (), degraded: Collection[str] = ()
) -> RunCompleted | RunFailed:
    """The end of a run whose steps are all needed, but for those whose id or name is in `optional`.

    A step that was complete before, and was to be made again, is not needed either: what it had made stands, and only
    the wish was not fulfilled. `degraded` are the ids of steps that gave less than they should; those that are not
    complete and not needed are added to them. Nothing that was made is lost by a failure: a client can continue the
    run.
    """
    missing = [step for step in snapshot["steps"] if step["state"] != "completed"]
    if any(_is_needed(step, optional) for step in missing):
        return RunFailed(errors=[*step_errors(snapshot), *unfinished(snapshot)], usage=usage_total(snapshot))
    return RunCompleted(
        summary=dict(summary),
        duration_ms=duration_ms(snapshot),
        usage=usage_total(snapshot),
        degraded=list(dict.fromkeys([*(step["id"] for step in missing), *degraded])),
    )


def _is_needed(step: Mapping[str, Any], optional: Collection[str]) -> bool:
    return not (step["was_completed"] or step["id"] in optional or step["id"].partition(":")[0] in optional)


def open_calls(snapshot: Snapshot) -> int:
    """How many model calls have been begun, or are about to be sent, and have not ended: a step has one at the most."""
    return sum(1 for step in snapshot["steps"] if step["call"] is not None)


def unless_out_of_money(snapshot: Snapshot, end: EventData) -> EventData:
    """This end of a run, or `run.failed` if a step of it stands failed for want of money.

    A kind may be content without that step; who has set the limit must know that it was reached.
    """
    errors = step_errors(snapshot)
    if isinstance(end, RunFailed) or all(error.code != BudgetExceededError.code for error in errors):
        return end
    return RunFailed(errors=[*errors, *unfinished(snapshot)], usage=usage_total(snapshot))


def step_errors(snapshot: Snapshot) -> list[RunErrorEntry]:
    """Every step that stands failed, with its last error."""
    return [
        RunErrorEntry(
            step=step["id"],
            provider=_provider(step, snapshot["providers"]),
            code=step["error"]["code"],
            message=step["error"]["message"],
        )
        for step in snapshot["steps"]
        if step["error"] is not None and step["state"] != "completed"
    ]


def unfinished(snapshot: Snapshot) -> list[RunErrorEntry]:
    """Every step that is still at work, as an error: for a run that ends without waiting for it."""
    return [
        RunErrorEntry(
            step=step["id"],
            provider=_provider(step, snapshot["providers"]),
            code="unfinished",
            message="The run ended while this step was at work",
        )
        for step in snapshot["steps"]
        if step["state"] == "running"
    ]


def _provider(step: Mapping[str, Any], providers: list[str]) -> str | None:
    """Whom it asked last; before it asked anybody, the provider whose own step it is."""
    _, _, name = step["id"].partition(":")
    asked: str | None = step["provider"] or (name if name in providers else None)
    return asked
