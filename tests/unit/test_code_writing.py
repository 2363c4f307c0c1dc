"""A file while it is written: its chunks are its content, and what no event could hold is refused in words."""

import hashlib
import json
from collections.abc import Callable, Hashable
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tailrace.context import StepContext
from tailrace.errors import MalformedOutputError
from tailrace.events import Draft, StepCompleted, utc_now
from tailrace.kinds.code.events import FileChunk, FileCompleted, FileStarted
from tailrace.kinds.code.writing import MAX_FILE_BYTES, WritingFile, told
from tailrace.log.body import MAX_BYTES, encode
from tailrace.log.pending import MAX_DELTA, Pending
from tailrace.providers.texts import Delta, Done


class Sent:
    """What a step has sent, its deltas joined as the log's buffer joins them when it is slow."""

    def __init__(self) -> None:
        self._pending = Pending(delay_s=1)

    def add(self, *drafts: Draft) -> None:
        for draft in drafts:
            self._pending.add(encode("r", draft, utc_now(), "s", 1), 0, flush=True)

    def add_delta(self, key: Hashable, text: str, make: Callable[[str], Draft]) -> None:
        assert len(text) <= MAX_DELTA
        self._pending.add_delta(key, text, make, 0, utc_now())

    def events(self) -> list[dict[str, Any]]:
        entries = [
            entry if hasattr(entry, "rest") else encode("r", entry.draft(), utc_now(), "s", 1)  # type: ignore[union-attr]
            for entry in self._pending.take()
        ]
        return [json.loads(cast(Any, entry).line(1)) for entry in entries]


def write(pieces: list[str]) -> tuple[FileCompleted, list[dict[str, Any]]]:
    sent = Sent()
    file = WritingFile(cast(StepContext, sent), "a.js", ("content",), "openai")
    for piece in pieces:
        file.take(Delta(("content",), piece))
    file.take(Done(("content",), "".join(pieces)))
    assert file.completed
    return file.completed, sent.events()


TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n\t"))


@given(st.lists(TEXT.filter(bool), max_size=10))
def test_the_chunks_joined_at_their_offsets_are_the_content(pieces: list[str]) -> None:
    completed, events = write(pieces)
    assert events[0]["type"] == FileStarted.TYPE
    chunks = [event["data"] for event in events if event["type"] == FileChunk.TYPE]
    text = ""
    for chunk in chunks:
        assert chunk["offset"] == len(text)
        text += chunk["text"]
    assert text == completed.content == "".join(pieces)
    assert completed.bytes == len(text.encode())
    assert completed.sha256 == hashlib.sha256(text.encode()).hexdigest()


def test_a_long_piece_becomes_several_chunks_with_offsets_of_their_own() -> None:
    text = "".join(chr(97 + n % 26) for n in range(MAX_DELTA * 2 + 5))
    _, events = write(["x" * 10, text, "end"])
    chunks = [event["data"] for event in events if event["type"] == FileChunk.TYPE]
    assert len(chunks) >= 3
    whole = "x" * 10 + text + "end"
    assert all(whole[c["offset"] :].startswith(c["text"]) for c in chunks)
    assert "".join(c["text"] for c in chunks) == whole


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("x" * (MAX_FILE_BYTES + 1), "bytes"),
        ("ü" * (MAX_FILE_BYTES // 2 + 1), "bytes"),
        ("a\x00b", r"U\+0000"),
        ("\x1b[31m", r"U\+001B"),
    ],
)
def test_a_file_that_no_event_could_hold_is_refused_in_words(content: str, why: str) -> None:
    with pytest.raises(MalformedOutputError, match=why):
        write([content])


@pytest.mark.parametrize("worst", ['"\n', "\\\t", "\u2028\x7f", "😀", "<é"])
def test_the_largest_file_fits_into_the_log_with_the_end_of_its_step(worst: str) -> None:
    completed, _ = write([worst * (MAX_FILE_BYTES // len(worst.encode()))])
    end = [told(completed), Draft(StepCompleted(duration_ms=300_000))]
    assert sum(encode("r" * 26, draft, utc_now(), "file:" + "x" * 120, 99).size for draft in end) <= MAX_BYTES


def test_a_file_may_be_empty() -> None:
    completed, events = write([])
    assert (completed.bytes, [event["type"] for event in events]) == (0, [FileStarted.TYPE])
