"""The events of a code project's run."""

from tailrace.events import EventData, Strict
from tailrace.validation import ValidationProgress


class PlannedFile(Strict):
    """A file of the project, and what it is for."""

    path: str
    purpose: str


class ProjectPlanned(EventData):
    """What the project will be; `files` names the contract, `openapi.yaml`, first."""

    TYPE = "project.planned"
    summary: str
    files: list[PlannedFile]
    requirements: list[str]


class FileStarted(EventData):
    """The file is being written from its first character on; chunks of it that came before are void."""

    TYPE = "file.started"
    path: str


class FileChunk(EventData):
    """More of the file, as the model wrote it; `offset` counts the characters (code points) before it."""

    TYPE = "file.chunk"
    path: str
    text: str
    offset: int


class FileCompleted(EventData):
    """The whole file: its chunks since `file.started`, joined. `bytes` and `sha256` (hex) are of its UTF-8."""

    TYPE = "file.completed"
    path: str
    content: str
    bytes: int
    sha256: str


EVENTS: tuple[type[EventData], ...] = (ProjectPlanned, FileStarted, FileChunk, FileCompleted, ValidationProgress)
