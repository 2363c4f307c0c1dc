"""A playlist to take away: as a table, as what players open, and as it is."""

import csv
import io
import json
from collections.abc import Mapping
from typing import Any

from tailrace.exports import Format, NothingToExportError
from tailrace.fold import Snapshot

# A cell that begins like this is a formula to a spreadsheet, whoever wrote it; an apostrophe makes it text.
# https://owasp.org/www-community/attacks/CSV_Injection
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")

_TRACK = ("artist", "title", "duration_s", "energy", "key", "camelot", "bpm", "genre", "year", "explicit", "reason")
_COLUMNS = ("position", *_TRACK, "provider", "warnings", "video_url", "video_title", "video_status")


def _csv(snapshot: Snapshot) -> bytes:
    """One line a position (RFC 4180), numbered from 1. Unknown values are empty, so is the video of an open lookup."""
    written = io.StringIO(newline="")
    lines = csv.writer(written)
    lines.writerow(_COLUMNS)
    for position in _positions(snapshot):
        track, video = position["track"], position["enrichment"] or {}
        row = [
            position["index"] + 1,
            *(track[name] for name in _TRACK),
            position["provider"],
            "; ".join(track["warnings"]),
            video.get("url"),
            video.get("title"),
            video.get("status"),
        ]
        lines.writerow([_cell(value) for value in row])
    return written.getvalue().encode()


def _cell(value: Any) -> Any:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def _m3u(snapshot: Snapshot) -> bytes:
    """Extended M3U in UTF-8. Entries are the tracks' videos; a track without one is a comment that says why."""
    lines = ["#EXTM3U", "#EXTENC:UTF-8", f"#PLAYLIST:{_line(snapshot['input']['prompt'])}"]
    for position in _positions(snapshot):
        track, video = position["track"], position["enrichment"] or {}
        name = f"{_line(track['artist'])} - {_line(track['title'])}"
        if video.get("url") and video["status"] == "resolved":
            seconds = video["duration_s"] or track["duration_s"]
            lines += [f"#EXTINF:{-1 if seconds is None else seconds},{name}", _line(video["url"])]
        else:
            lines.append(f"# {name}: {_line(_why(video))}")
    return "".join(f"{line}\n" for line in lines).encode()


def _why(video: Mapping[str, Any]) -> str:
    if not video:
        return "no video was looked up yet"
    return video["message"] or "the video may not be played elsewhere"


def _line(text: str) -> str:
    """One line of it: a line break would begin an entry of its own."""
    return " ".join(text.split())


def _json(snapshot: Snapshot) -> bytes:
    """The positions with their alternatives, the request, and how the run stands."""
    shown = {name: snapshot[name] for name in ("run_id", "kind", "status", "seq", "input", "summary", "degraded")}
    whole = {**shown, "primary": snapshot["parts"]["primary"], "tracks": _positions(snapshot)}
    return (json.dumps(whole, ensure_ascii=False, indent=2) + "\n").encode()


def _positions(snapshot: Snapshot) -> list[Any]:
    positions: list[Any] = snapshot["parts"]["tracks"]
    if not positions:
        raise NothingToExportError("No provider has written a track yet")
    return positions


FORMATS: Mapping[str, Format] = {
    "csv": Format("text/csv; charset=utf-8", "csv", _csv),
    "m3u": Format("audio/x-mpegurl; charset=utf-8", "m3u", _m3u),
    "json": Format("application/json", "json", _json),
}
