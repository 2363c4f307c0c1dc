"""What a run can be taken away as. Each kind has its formats in `kinds/<kind>/export.py`, as `FORMATS`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from tailrace.errors import TailraceError
from tailrace.fold import Snapshot
from tailrace.kinds import load_part


class NothingToExportError(TailraceError):
    """The run has nothing yet that this format could hold."""

    code = "nothing_to_export"


class UnknownFormatError(TailraceError):
    """The kind has no such format; `known` are those that it has."""

    code = "unknown_format"

    def __init__(self, name: str, known: list[str]) -> None:
        super().__init__(f"{name!r} is not a format of this kind; there are {', '.join(known)}")
        self.known = known


@dataclass(frozen=True)
class Format:
    """`write(snapshot)` gives the whole file, the same bytes for the same snapshot; it raises `NothingToExportError`.

    What is there is exported whatever the run's status is; the name of the file says `partial` if the run has not
    completed, and the file itself says what is missing where its form has a place for that.
    """

    media_type: str
    extension: str
    write: Callable[[Snapshot], bytes]


@dataclass(frozen=True)
class Export:
    """A file to be sent."""

    media_type: str
    filename: str
    content: bytes


def formats(kind: str) -> Mapping[str, Format]:
    """A kind's formats by name; the first is the default."""
    found: Mapping[str, Format] = load_part(kind, "export").FORMATS
    return found


def export(snapshot: Snapshot, name: str | None) -> Export:
    """The run in this format, or in its kind's first. Raises `UnknownFormatError`, `NothingToExportError`."""
    known = formats(snapshot["kind"])
    chosen = next(iter(known)) if name is None else name
    if chosen not in known:
        raise UnknownFormatError(chosen, list(known))
    written = known[chosen]
    partial = "" if snapshot["status"] == "completed" else "-partial"
    filename = f"{snapshot['kind']}-{snapshot['run_id']}{partial}.{written.extension}"
    return Export(written.media_type, filename, written.write(snapshot))
