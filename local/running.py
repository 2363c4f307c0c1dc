"""Where the stacks that run on this machine are reached: a file each in .local/stacks, named after the port.

It names addresses, a table and a secret, and holds nothing that opens anything. A stack holds a lock on its file; the
system lets go of it when the stack ends, however it ends, so a file without a lock is of a stack that is gone.
"""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from fcntl import LOCK_EX, LOCK_NB, LOCK_SH, flock
from typing import TextIO

from local.process import ROOT

FOLDER = ROOT / ".local" / "stacks"


@dataclass(frozen=True)
class Addresses:
    """`aws_url` and `dynamodb_url` are endpoints; `signing_secret` is the name of the secret, empty for none."""

    url: str
    aws_url: str
    dynamodb_url: str
    table: str
    signing_secret: str


class NotRunningError(Exception):
    """No stack runs on this port; the text says so to a person."""


class Announcement:
    """A stack's file, there until `withdraw`, or for as long as this process lives."""

    def __init__(self, port: int, addresses: Addresses) -> None:
        self._path = FOLDER / f"{port}.json"
        with _alone():
            _clear_away()
            # Locked before anybody can find it under its name.
            unnamed = self._path.with_suffix(".new")
            self._file = unnamed.open("w", encoding="utf-8")
            flock(self._file, LOCK_EX)
            json.dump(asdict(addresses), self._file)
            self._file.flush()
            unnamed.replace(self._path)

    def withdraw(self) -> None:
        """Remove the file. May be called again."""
        if not self._file.closed:
            self._path.unlink(missing_ok=True)
            self._file.close()


def find(port: int) -> Addresses:
    """The stack that runs on this port. Raises `NotRunningError`."""
    try:
        with (FOLDER / f"{port}.json").open(encoding="utf-8") as file:
            if _is_locked(file):
                return Addresses(**json.load(file))
    except FileNotFoundError:
        pass
    raise NotRunningError(f"No local stack runs on port {port}; start one with: make run")


@contextmanager
def _alone() -> Iterator[None]:
    """While nobody else puts a file here or clears any away."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    folder = os.open(FOLDER, os.O_RDONLY)
    try:
        flock(folder, LOCK_EX)
        yield
    finally:
        os.close(folder)


def _clear_away() -> None:
    """Remove what stacks that were killed have left."""
    for path in FOLDER.iterdir():
        with suppress(FileNotFoundError), path.open(encoding="utf-8") as file:
            if not _is_locked(file):
                path.unlink()


def _is_locked(file: TextIO) -> bool:
    try:
        flock(file, LOCK_SH | LOCK_NB)
    except BlockingIOError:
        return True
    return False
