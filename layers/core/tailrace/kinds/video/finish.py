"""How a video run ends."""

from tailrace.endings import completed_or_failed
from tailrace.events import RunCompleted, RunFailed
from tailrace.fold import Snapshot
from tailrace.kinds.video.durations import FPS


def finish(snapshot: Snapshot) -> RunCompleted | RunFailed:
    """Completed if every scene is there, be it a plain one; else failed with every error."""
    parts = snapshot["parts"]
    scenes = parts["scenes"]
    plain = [s["index"] for s in scenes if s["degraded"]]
    frames = sum(s["duration_frames"] for s in scenes)
    brand = parts["brand"] or {}
    summary = {
        "site": parts["site"] and parts["site"]["url"],
        "brand": brand.get("name") and brand["name"]["text"],
        "confidence": parts["confidence"],
        "primary_colour": brand and brand["colours"]["primary"],
        "scenes": len(scenes),
        "plain_scenes": plain,
        "duration_frames": frames,
        "duration_seconds": frames / FPS,
        "notes": parts["notes"],
        "checks": [{"name": c["stage"], "result": c["result"], "message": c["message"]} for c in parts["checks"]],
    }
    return completed_or_failed(snapshot, summary, degraded=[f"scene:{index}" for index in _degraded(snapshot)])


def _degraded(snapshot: Snapshot) -> list[int]:
    """The scenes that are plain, or in which a check found a fault that making them did not."""
    parts = snapshot["parts"]
    faulty = {f["path"] for c in parts["checks"] if c["result"] == "fail" for f in c["findings"]}
    return [s["index"] for s in parts["scenes"] if s["degraded"] or s["scene_id"] in faulty]
