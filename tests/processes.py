"""Processes, as Linux tells of them in /proc."""

import sys
from pathlib import Path

import pytest

linux = pytest.mark.skipif(sys.platform != "linux", reason="looks at /proc")


def alive(pid: int) -> bool:
    """Whether it runs; one that has ended and that nobody has reaped yet does not."""
    try:
        return _state_and_parent(pid)[0] != "Z"
    except OSError:
        return False


def family(root: int) -> set[int]:
    """A process and every one that descends from it."""
    parents = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parents[int(folder.name)] = int(_state_and_parent(int(folder.name))[1])
        except OSError:
            continue  # it ended meanwhile
    found = {root}
    while more := {pid for pid, parent in parents.items() if parent in found} - found:
        found |= more
    return found


def _state_and_parent(pid: int) -> list[str]:
    """Of proc_pid_stat(5); the command's name, which comes before them, may hold anything. Raises OSError."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[:2]
