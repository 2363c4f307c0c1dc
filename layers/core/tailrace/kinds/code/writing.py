"""A file while a model writes it: its characters go out as they come, its end is measured."""

import hashlib
import re
from collections.abc import Callable

from tailrace.answers import read_answer
from tailrace.context import StepContext
from tailrace.errors import MalformedOutputError
from tailrace.events import Draft
from tailrace.kinds.code.events import FileChunk, FileCompleted, FileStarted
from tailrace.log.pending import MAX_DELTA
from tailrace.providers import Prompt
from tailrace.providers.texts import Delta, Done, Path

# Bytes of UTF-8. JSON doubles line ends and quotes at the worst, and the event that completes a file has to fit into
# one item of the log, 300 KB.
MAX_FILE_BYTES = 128 * 1024

# What no text file holds; each would take six bytes in an event.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f]")


class WritingFile:
    """The file at `path` of the project; its text is the string at `place` in the model's answer."""

    def __init__(self, context: StepContext, path: str, place: Path, provider: str) -> None:
        self.completed: FileCompleted | None = None
        self._context = context
        self._path = path
        self._place = place
        self._provider = provider
        self._started = False
        self._characters = 0

    def take(self, found: Delta | Done) -> None:
        """More of the answer. Raises `MalformedOutputError` for a file that no project can hold."""
        if found.path != self._place:
            return
        if self.completed:
            raise MalformedOutputError(f"The model wrote {self._path} twice in one answer", provider=self._provider)
        if not self._started:
            self._started = True
            self._context.add(Draft(FileStarted(path=self._path), self._path))
        if isinstance(found, Delta):
            self._write(found.text)
        elif isinstance(found.value, str):
            self.completed = self._complete(found.value)
        else:
            raise MalformedOutputError(f"The model wrote no text for {self._path}", provider=self._provider)

    def _write(self, text: str) -> None:
        if control := _CONTROL.search(text):
            self._refuse(f"holds the control character U+{ord(control[0]):04X}, which no text file has")
        if self._characters + len(text) > MAX_FILE_BYTES:
            self._refuse(f"is longer than the {MAX_FILE_BYTES} bytes that a file may have")
        for start in range(0, len(text), MAX_DELTA):
            piece, offset = text[start : start + MAX_DELTA], self._characters + start
            self._context.add_delta(("file", self._path), piece, self._chunk_from(offset))
        self._characters += len(text)

    def _chunk_from(self, offset: int) -> Callable[[str], Draft]:
        return lambda text: Draft(FileChunk(path=self._path, text=text, offset=offset))

    def _complete(self, content: str) -> FileCompleted:
        encoded = content.encode()
        if len(encoded) > MAX_FILE_BYTES:
            self._refuse(f"has {len(encoded)} bytes; a file may have {MAX_FILE_BYTES}")
        digest = hashlib.sha256(encoded).hexdigest()
        return FileCompleted(path=self._path, content=content, bytes=len(encoded), sha256=digest)

    def _refuse(self, why: str) -> None:
        raise MalformedOutputError(f"{self._path} {why}", provider=self._provider)


async def write_file(context: StepContext, provider: str, model: str, prompt: Prompt, path: str) -> FileCompleted:
    """The file that the model writes, not yet told as completed. Raises a `ProviderError`."""
    writing = WritingFile(context, path, ("content",), provider)
    await read_answer(context, provider, model, prompt, writing.take)
    if writing.completed is None:
        raise MalformedOutputError(f"The model's answer holds no content for {path}", provider=provider)
    return writing.completed


def told(file: FileCompleted) -> Draft:
    """The event that completes a file."""
    return Draft(file, f"{file.path} ({file.bytes} bytes)")
