"""The parts of a playlist: every provider's list, and the positions that are shown.

`providers` holds each provider's list, for ever. `tracks` holds the positions: until a primary is selected, the first
track that arrived for each position; after that the primary's, with the other lists' tracks as alternatives, which
are the positions themselves behind the end of a primary that stayed short.

A track's `provider` is whose list it is in; `made_by` is null, or who has written it in that one's place. A list that
others completed keeps in `error` why they had to.
"""

from collections.abc import Mapping
from typing import Any

Parts = dict[str, Any]


def empty(started: Mapping[str, Any]) -> Parts:
    """The parts of a run of which only `run.started`'s data is known."""
    return {
        "providers": {
            name: {"state": "waiting", "model": None, "tracks": [], "error": None} for name in started["providers"]
        },
        "primary": None,
        "tracks": [],
    }


def apply(parts: Parts, event: Mapping[str, Any]) -> None:
    """Fold one event into `parts`, in place."""
    handler = _HANDLERS.get(event["type"])
    if handler:
        handler(parts, event, event["data"])


def progress(snapshot: Mapping[str, Any]) -> int:
    """0–100: each provider counts the same, 70 % for its tracks and 30 % for their enrichment."""
    providers, wanted = snapshot["parts"]["providers"], snapshot["expected"]["parts"]
    finished = {s["id"] for s in snapshot["steps"] if s["state"] in ("completed", "failed")}
    total = 0.0
    for name, provider in providers.items():
        tracks = provider["tracks"]
        if provider["state"] == "failed" or f"enrich:{name}" in finished:
            total += 1
            continue
        made = 1 if provider["state"] == "completed" else min(1, len(tracks) / wanted)
        enriched = sum(1 for track in tracks if track["enrichment"])
        total += 0.7 * made + 0.3 * min(1, enriched / max(wanted, len(tracks)))
    return int(100 * total / len(providers))


def made(parts: Mapping[str, Any]) -> int:
    """How many positions of the list have a track."""
    return len(parts["tracks"])


def _run_resumed(parts: Parts, event: Mapping[str, Any], data: Mapping[str, Any]) -> None:
    for step in data["steps"]:
        name, _, provider = step.partition(":")
        if name == "generate":
            parts["providers"][provider].update(state="waiting", error=None)


def _provider_started(parts: Parts, event: Mapping[str, Any], data: Mapping[str, Any]) -> None:
    made = _list_of(parts, event)
    made["state"] = "running"
    if event["step"] == f"generate:{data['provider']}":
        made["model"], made["error"] = data["model"], None


def _track_added(parts: Parts, event: Mapping[str, Any], data: Mapping[str, Any]) -> None:
    entry = {
        "provider": data["provider"],
        "index": data["index"],
        "track": data["track"],
        "made_by": data.get("made_by"),
        "enrichment": None,
    }
    parts["providers"][data["provider"]]["tracks"].append(entry)
    if parts["primary"] is None and data["index"] == len(parts["tracks"]):
        parts["tracks"].append(_position(entry))


def _provider_completed(parts: Parts, event: Mapping[str, Any], data: Mapping[str, Any]) -> None:
    parts["providers"][data["provider"]]["state"] = "completed"


def _primary_selected(parts: Parts, event: Mapping[str, Any], data: Mapping[str, Any]) -> None:
    parts["primary"] = data["provider"]
    parts["tracks"] = [_position(entry) for entry in parts["providers"][data["provider"]]["tracks"]]


def _alternatives_added(parts: Parts, event: Mapping[str, Any], data: Mapping[str, Any]) -> None:
    own = parts["providers"][data["provider"]]["tracks"]
    for alternative in data["alternatives"]:
        index = alternative["for_index"]
        if index < len(parts["tracks"]):
            parts["tracks"][index]["alternatives"].append(_choice(own[index]))
        else:
            # It follows on another track here than in its own list.
            parts["tracks"].append({**_position(own[index]), "track": alternative["track"]})


def _provider_failed(parts: Parts, event: Mapping[str, Any], data: Mapping[str, Any]) -> None:
    if event["step"] == f"generate:{data['provider']}":
        _list_of(parts, event)["error"] = data["error"]


def _step_failed(parts: Parts, event: Mapping[str, Any], data: Mapping[str, Any]) -> None:
    if data["final"] and event["step"].startswith("generate:"):
        _list_of(parts, event).update(state="failed", error=data["error"])


def _track_enriched(parts: Parts, event: Mapping[str, Any], data: Mapping[str, Any]) -> None:
    provider, index, enrichment = data["provider"], data["index"], data["enrichment"]
    parts["providers"][provider]["tracks"][index]["enrichment"] = enrichment
    if index < len(parts["tracks"]):
        position = parts["tracks"][index]
        for shown in (position, *position["alternatives"]):
            if shown["provider"] == provider:
                shown["enrichment"] = enrichment


def _track_swapped(parts: Parts, event: Mapping[str, Any], data: Mapping[str, Any]) -> None:
    position = parts["tracks"][data["index"]]
    displaced = _choice(position)
    chosen = next(a for a in position["alternatives"] if a["provider"] == data["to_provider"])
    position["alternatives"] = [a for a in position["alternatives"] if a is not chosen] + [displaced]
    position.update({**chosen, "track": data["track"]})
    if data["next_transition"] is not None:
        following = parts["tracks"][data["index"] + 1]
        following["track"] = {**following["track"], "transition": data["next_transition"]}


def _position(entry: Mapping[str, Any]) -> dict[str, Any]:
    return {"index": entry["index"], **_choice(entry), "alternatives": []}


def _choice(entry: Mapping[str, Any]) -> dict[str, Any]:
    return {name: entry[name] for name in ("provider", "track", "made_by", "enrichment")}


def _list_of(parts: Parts, event: Mapping[str, Any]) -> dict[str, Any]:
    """The list that a step `generate:<provider>` makes, whoever it asks."""
    made: dict[str, Any] = parts["providers"][event["step"].partition(":")[2]]
    return made


_HANDLERS = {
    "run.resumed": _run_resumed,
    "provider.started": _provider_started,
    "track.added": _track_added,
    "provider.completed": _provider_completed,
    "primary.selected": _primary_selected,
    "alternatives.added": _alternatives_added,
    "provider.failed": _provider_failed,
    "step.failed": _step_failed,
    "track.enriched": _track_enriched,
    "track.swapped": _track_swapped,
}
