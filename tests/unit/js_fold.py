"""The browser's fold, run by Node and held against the server's."""

import hashlib
import json
import struct
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from local.process import ROOT
from tailrace.fold import advance, empty, fold

Log = Sequence[Mapping[str, Any]]


class JsFold:
    """One Node process that folds log after log."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def check(self, events: Log) -> None:
        """Fail unless it says after each event what the server says; shows the first snapshot that is different."""
        digests = self._ask(events, None)
        assert isinstance(digests, list), digests
        snapshot = empty()
        for number, (event, digest) in enumerate(zip(events, digests, strict=True), 1):
            if hashlib.sha256(canonical(advance(snapshot, [event])).encode()).hexdigest() != digest:
                assert self._ask(events, number) == fold(events[:number]), f"after event {number}, {event['type']}"
                raise AssertionError(f"after event {number} the digests differ and nothing else")

    def _ask(self, events: Log, at: int | None) -> Any:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps({"events": events, "at": at}) + "\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())


@contextmanager
def js_fold() -> Iterator[JsFold]:
    """The fold as the page loads it."""
    command = ["node", str(ROOT / "tests" / "page" / "folding.js")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield JsFold(process)
        finally:
            process.kill()


def canonical(value: Any) -> str:
    """A value as text, so that values that are equal have the same: 0 and 0.0 are one number."""
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, int | float):
        return struct.pack(">d", value + 0.0).hex()
    if isinstance(value, Mapping):
        fields = (f"{json.dumps(name, ensure_ascii=False)}:{canonical(value[name])}" for name in sorted(value))
        return "{" + ",".join(fields) + "}"
    return "[" + ",".join(map(canonical, value)) + "]"
