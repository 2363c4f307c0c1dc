"""The parts of a video: the site, its brand, the story, and the scenes as they are made.

A scene that is made again replaces the one before it when it is there, and not earlier. `outlined` are the words that
a broken story has; the whole one takes their place, and so does a story that a person wants to be another.
"""

from collections.abc import Mapping
from typing import Any

Parts = dict[str, Any]


def empty(started: Mapping[str, Any]) -> Parts:
    """The parts of a run of which only `run.started`'s data is known."""
    return {
        "site": None,
        "brand": None,
        "confidence": None,
        "outlined": [],
        "narrative": [],
        "music": None,
        "notes": [],
        "scenes": [],
        "checks": [],
    }


def apply(parts: Parts, event: Mapping[str, Any]) -> None:
    """Fold one event into `parts`, in place."""
    handler = _HANDLERS.get(event["type"])
    if handler:
        handler(parts, event["data"])


def progress(snapshot: Mapping[str, Any]) -> int:
    """0–100: a tenth each for the site, the brand, the story and the checks, the rest for the scenes."""
    steps = snapshot["steps"]
    total = 0.0
    for name, weight in _WEIGHTS.items():
        of_name = [s for s in steps if s["id"].partition(":")[0] == name]
        if of_name:
            total += weight * len([s for s in of_name if s["state"] == "completed"]) / len(of_name)
    return int(total)


def made(parts: Parts) -> int:
    """How many scenes there are."""
    return len(parts["scenes"])


def _site_fetched(parts: Parts, data: Mapping[str, Any]) -> None:
    parts["site"] = data


def _brand_extracted(parts: Parts, data: Mapping[str, Any]) -> None:
    parts["brand"], parts["confidence"] = data["brand"], data["confidence"]


def _scene_outlined(parts: Parts, data: Mapping[str, Any]) -> None:
    parts["outlined"].append(data)


def _resumed(parts: Parts, data: Mapping[str, Any]) -> None:
    if "narrative" in data.get("feedback", {}):
        parts["outlined"] = []


def _narrative_completed(parts: Parts, data: Mapping[str, Any]) -> None:
    parts["outlined"] = []
    parts["narrative"], parts["music"], parts["notes"] = data["scenes"], data["music"], data["notes"]


def _scene_completed(parts: Parts, data: Mapping[str, Any]) -> None:
    others = [s for s in parts["scenes"] if s["index"] != data["index"]]
    before = [s for s in others if s["index"] < data["index"]]
    parts["scenes"] = [*before, data, *others[len(before) :]]


def _checked(parts: Parts, data: Mapping[str, Any]) -> None:
    for position, check in enumerate(parts["checks"]):
        if check["stage"] == data["stage"]:
            parts["checks"][position] = data
            return
    parts["checks"].append(data)


_WEIGHTS = {"fetch": 10, "brand": 10, "narrative": 10, "scene": 60, "check": 10}

_HANDLERS = {
    "site.fetched": _site_fetched,
    "brand.extracted": _brand_extracted,
    "scene.outlined": _scene_outlined,
    "narrative.completed": _narrative_completed,
    "scene.completed": _scene_completed,
    "validation.progress": _checked,
    "run.resumed": _resumed,
}
