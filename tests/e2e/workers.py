"""The processes that functions run in, found by what the operating system tells of them."""

from pathlib import Path

from tests.e2e.deployed import Deployed
from tests.processes import family

_ESTABLISHED = "01"


def generating(deployed: Deployed) -> list[int]:
    """The `generate` workers that have a connection to the simulator open, that is, are in a model call."""
    functions = [pid for pid in family(deployed.stack.pids()["aws"]) if _folder(pid) == "generate"]
    ours = _inodes_of_port(deployed.stack.pids()["simulator"])
    return [pid for pid in functions if _sockets(pid) & ours]


def _folder(pid: int) -> str:
    """The name of the working directory, which for a worker is its function's."""
    try:
        return (Path("/proc") / str(pid) / "cwd").readlink().name
    except OSError:
        return ""


def _sockets(pid: int) -> set[str]:
    """The inodes of a process's sockets."""
    found = set()
    for descriptor in (Path("/proc") / str(pid) / "fd").glob("*"):
        try:
            found.add(str(descriptor.readlink()))
        except OSError:
            continue
    return {name.removeprefix("socket:[").rstrip("]") for name in found if name.startswith("socket:[")}


def _inodes_of_port(server: int) -> set[str]:
    """The inodes of sockets that are connected to a port on which this process listens."""
    rows = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    own = _sockets(server)
    ports = {row[1].partition(":")[2] for row in rows if row[9] in own and row[3] != _ESTABLISHED}
    return {row[9] for row in rows if row[3] == _ESTABLISHED and row[2].partition(":")[2] in ports}
