"""A plan taken away: as a document to print, and as data."""

import json

from tailrace.exports import Format, NothingToExportError
from tailrace.fold import Snapshot
from tailrace.kinds.plan.markdown import document


def _md(snapshot: Snapshot) -> bytes:
    _outlined(snapshot)
    return document(snapshot["parts"]).encode()


def _json(snapshot: Snapshot) -> bytes:
    _outlined(snapshot)
    parts = snapshot["parts"]
    missing = [day["day"] for day in parts["days"] if not day["content"]]
    written = {"complete": not missing, "missing_days": missing, **parts}
    return json.dumps(written, ensure_ascii=False, indent=2).encode()


def _outlined(snapshot: Snapshot) -> None:
    if not snapshot["parts"]["targets"]:
        raise NothingToExportError("The plan has no outline yet")


FORMATS = {
    "md": Format("text/markdown; charset=utf-8", "md", _md),
    "json": Format("application/json", "json", _json),
}
