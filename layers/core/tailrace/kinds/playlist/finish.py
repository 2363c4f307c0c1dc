"""How a playlist run ends, once every branch of its workflow has ended."""

from tailrace.endings import duration_ms, step_errors, unfinished, usage_total
from tailrace.events import EventData, RunCompleted, RunFailed
from tailrace.fold import Snapshot
from tailrace.kinds.playlist.checks import check
from tailrace.kinds.playlist.input import PlaylistInput
from tailrace.kinds.playlist.track import Track


def finish(snapshot: Snapshot) -> EventData:
    """Completed if one provider made a list, else failed with every error."""
    parts = snapshot["parts"]
    if parts["primary"] is None:
        return RunFailed(errors=[*step_errors(snapshot), *unfinished(snapshot)], usage=usage_total(snapshot))
    wanted = PlaylistInput.model_validate(snapshot["input"])
    made = {name: p["tracks"] for name, p in parts["providers"].items() if p["state"] == "completed"}
    checks = {
        name: [c.model_dump() for c in check(wanted, [Track.model_validate(t["track"]) for t in tracks])]
        for name, tracks in made.items()
    }
    return RunCompleted(
        summary={
            "primary": parts["primary"],
            "tracks": len(parts["tracks"]),
            "alternatives": [name for name in made if name != parts["primary"]],
            "failed": [name for name, p in parts["providers"].items() if p["state"] == "failed"],
            "checks": checks,
        },
        duration_ms=duration_ms(snapshot),
        usage=usage_total(snapshot),
        degraded=[s["id"] for s in snapshot["steps"] if s["state"] != "completed"],
    )
