"""What a video can be taken away as: everything in one JSON, or a project for Remotion."""

import io
import json
import zipfile
from collections.abc import Mapping
from typing import Any

from tailrace.exports import Format, NothingToExportError
from tailrace.fold import Snapshot
from tailrace.kinds.video import export_remotion
from tailrace.kinds.video.durations import FPS, HEIGHT, WIDTH

# A zip's entries have a time; the same one always, so that the same run gives the same bytes. It is the earliest.
_TIME = (1980, 1, 1, 0, 0, 0)


def described(snapshot: Snapshot) -> dict[str, Any]:
    """All that rendering needs, and where each scene begins; `missing` are scenes that are not made (yet).

    Raises `NothingToExportError` before there is a brand.
    """
    parts = snapshot["parts"]
    if parts["brand"] is None:
        raise NothingToExportError("There is no brand yet; export when the page has been read")
    made = {scene["index"]: scene for scene in parts["scenes"]}
    scenes, begin = [], 0
    for planned in parts["narrative"]:
        scene = made.get(planned["index"])
        if scene:
            scenes.append({**planned, **scene, "from_frame": begin})
        begin += planned["duration_frames"]
    return {
        "run_id": snapshot["run_id"],
        "status": snapshot["status"],
        "site": {"url": parts["site"]["url"], "title": parts["site"]["title"]},
        "brand": parts["brand"],
        "confidence": parts["confidence"],
        "composition": {"width": WIDTH, "height": HEIGHT, "fps": FPS, "duration_frames": begin},
        "music": parts["music"],
        "narrative": parts["narrative"],
        "scenes": scenes,
        "missing": [planned["index"] for planned in parts["narrative"] if planned["index"] not in made],
        "notes": parts["notes"],
        "checks": parts["checks"],
    }


def _json(snapshot: Snapshot) -> bytes:
    return (json.dumps(described(snapshot), ensure_ascii=False, indent=2) + "\n").encode()


def _zip(snapshot: Snapshot) -> bytes:
    video = described(snapshot)
    if not video["scenes"]:
        raise NothingToExportError("There is no scene yet; export when one is shown")
    return _packed({**export_remotion.files(video), "video.json": _json(snapshot).decode()})


def _packed(files: Mapping[str, str]) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, text in files.items():
            entry = zipfile.ZipInfo(path, _TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, text)
    return written.getvalue()


FORMATS = {
    "json": Format("application/json", "json", _json),
    "zip": Format("application/zip", "zip", _zip),
}
