"""A project to take away: a zip with one folder that can be installed and started."""

import io
import re
import unicodedata
import zipfile
from collections.abc import Mapping
from typing import Any

from tailrace.exports import Format, NothingToExportError
from tailrace.fold import Snapshot
from tailrace.kinds.code.paths import problem
from tailrace.kinds.code.project import contents
from tailrace.markdown import inline

# The first moment that a zip can tell, so that the same project is the same bytes whenever it is asked for.
_MOMENT = (1980, 1, 1, 0, 0, 0)
_PLAIN_FILE = 0o100644 << 16
_UNIX = 3
# Of the folder's name: words and characters.
_WORDS, _LONGEST = 5, 40


def _zip(snapshot: Snapshot) -> bytes:
    """The complete files. What is missing, or fails a check, is told in a file of its own beside them."""
    files = contents(snapshot)
    if not files:
        raise NothingToExportError("No file of this project is complete yet")
    notes = _notes(snapshot["parts"])
    if notes:
        files[next(name for name in _note_names() if name not in files)] = notes
    folder = _folder(snapshot)
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in sorted(files.items()):
            if why := problem(path):
                raise ValueError(f"A path that no plan may have: {why}")
            entry = zipfile.ZipInfo(f"{folder}/{path}", _MOMENT)
            entry.compress_type, entry.external_attr, entry.create_system = zipfile.ZIP_DEFLATED, _PLAIN_FILE, _UNIX
            archive.writestr(entry, content.encode())
    return written.getvalue()


def _folder(snapshot: Snapshot) -> str:
    """A name in kebab case from the project's first words, or the run's id."""
    summary = snapshot["parts"]["summary"] or ""
    plain = unicodedata.normalize("NFKD", summary).encode("ascii", "ignore").decode().lower()
    name = ""
    for word in re.findall(r"[a-z0-9]+", plain)[:_WORDS]:
        longer = f"{name}-{word}" if name else word
        if len(longer) > _LONGEST:
            break
        name = longer
    return name if name and not problem(name) else f"code-{snapshot['run_id']}"


def _notes(parts: Mapping[str, Any]) -> str | None:
    missing = [inline(file["path"]) for file in parts["files"] if file["content"] is None]
    lines = [f"- {path} was not written" for path in missing]
    for stage in parts["validation"]:
        result = "unknown" if stage["stale"] else stage["result"]
        if result != "pass":
            # A message may quote what a model wrote.
            lines.append(f"- check {stage['stage']}: {result}: {inline(stage['message'])}")
    if not lines:
        return None
    return "# What to know of this project\n\n" + "\n".join(lines) + "\n"


def _note_names() -> list[str]:
    """The first is the name; the others are for a project that has one of that name."""
    return ["TAILRACE.md", *(f"TAILRACE-{number}.md" for number in range(2, 50))]


FORMATS: Mapping[str, Format] = {"zip": Format("application/zip", "zip", _zip)}
