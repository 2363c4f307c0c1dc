"""How a playlist run ends, once every branch of its workflow has ended."""

from collections.abc import Mapping
from typing import Any

from tailrace.endings import duration_ms, step_errors, unfinished, usage_total
from tailrace.events import EventData, RunCompleted, RunFailed
from tailrace.fold import Snapshot
from tailrace.kinds.playlist.checks import check
from tailrace.kinds.playlist.input import PlaylistInput
from tailrace.kinds.playlist.track import Track


def finish(snapshot: Snapshot) -> EventData:
    """Completed if one provider made a list, else failed with every error.

    Degraded is also a list that others completed, and a primary list whose last positions show another one's tracks.
    """
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
        degraded=[
            step["id"] for step in snapshot["steps"] if step["state"] != "completed" or _is_helped(parts, step["id"])
        ],
    )


def _is_helped(parts: Mapping[str, Any], step: str) -> bool:
    """Whether a complete list is not its provider's alone."""
    name, _, provider = step.partition(":")
    own = parts["providers"][provider]["tracks"]
    is_filled_up = provider == parts["primary"] and len(own) < len(parts["tracks"])
    return name == "generate" and (is_filled_up or any(track["made_by"] for track in own))
