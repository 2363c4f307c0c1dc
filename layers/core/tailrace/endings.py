"""What the events that end a run say, computed from its snapshot."""

from tailrace.events import RunErrorEntry, UsageTotal, utc_now
from tailrace.fold import Snapshot, milliseconds_between


def usage_total(snapshot: Snapshot) -> UsageTotal:
    """All model calls so far."""
    usage = snapshot["usage"]
    return UsageTotal(**{field: usage[field] for field in UsageTotal.model_fields})


def duration_ms(snapshot: Snapshot) -> int:
    """Milliseconds since the run started."""
    return milliseconds_between(snapshot["timing"]["started_at"], utc_now())


def step_errors(snapshot: Snapshot) -> list[RunErrorEntry]:
    """Every step that stands failed, with its last error."""
    return [
        RunErrorEntry(
            step=step["id"],
            provider=_provider(step["id"], snapshot["providers"]),
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
            provider=_provider(step["id"], snapshot["providers"]),
            code="unfinished",
            message="The run ended while this step was at work",
        )
        for step in snapshot["steps"]
        if step["state"] == "running"
    ]


def _provider(step: str, providers: list[str]) -> str | None:
    _, _, name = step.partition(":")
    return name if name in providers else None
