"""Processes, as Linux tells of them in /proc."""

from pathlib import Path

# Of proc_pid_stat(5), counted behind the command's name: state, parent, and utime and stime in clock ticks.
_STATE, _PARENT, _UTIME, _STIME = 0, 1, 11, 12


def alive(pid: int) -> bool:
    """Whether it runs; one that has ended and that nobody has reaped yet does not."""
    try:
        return _stat(pid)[_STATE] != "Z"
    except OSError:
        return False


def family(root: int) -> set[int]:
    """A process and every one that descends from it."""
    parents = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parents[int(folder.name)] = int(_stat(int(folder.name))[_PARENT])
        except OSError:
            continue  # it ended meanwhile
    found = {root}
    while more := {pid for pid, parent in parents.items() if parent in found} - found:
        found |= more
    return found


def cpu_ticks(pid: int) -> int:
    """How long it has used the processor, in clock ticks (SC_CLK_TCK a second); 0 if it is gone."""
    try:
        stat = _stat(pid)
    except OSError:
        return 0
    return int(stat[_UTIME]) + int(stat[_STIME])


def _stat(pid: int) -> list[str]:
    """The fields behind the command's name, which may hold anything. Raises OSError."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
