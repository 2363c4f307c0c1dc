"""What the events that end a run say, computed from its snapshot."""

from collections.abc import Collection, Mapping
from typing import Any

from tailrace.events import RunCompleted, RunErrorEntry, RunFailed, UsageTotal, utc_now
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

    `degraded` are the ids of completed steps that gave less than they should; optional steps that are not
    complete are added to them. Nothing that was made is lost by a failure: a client can continue the run.
    """
    missing = [step for step in snapshot["steps"] if step["state"] != "completed"]
    needed = [s for s in missing if s["id"] not in optional and s["id"].partition(":")[0] not in optional]
    if needed:
        return RunFailed(errors=[*step_errors(snapshot), *unfinished(snapshot)], usage=usage_total(snapshot))
    return RunCompleted(
        summary=dict(summary),
        duration_ms=duration_ms(snapshot),
        usage=usage_total(snapshot),
        degraded=[*(step["id"] for step in missing), *degraded],
    )


def steps_in_a_call(snapshot: Snapshot) -> int:
    """How many steps are at work with a provider: each of them may have one model call open, and no more.

    A step that is between two calls counts too: the log does not know how close the next one is.
    """
    return sum(1 for step in snapshot["steps"] if step["state"] == "running" and step["provider"] is not None)


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
    _, _, name = step["id"].partition(":")
    asked: str | None = name if name in providers else step["provider"]
    return asked
