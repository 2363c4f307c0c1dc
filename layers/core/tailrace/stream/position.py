"""Where a reader stands in a run."""

from tailrace.errors import RunNotFoundError
from tailrace.events import is_terminal
from tailrace.log import RunLog
from tailrace.stream.params import refused


def is_at_end(log: RunLog, run_id: str, after: int, loc: str) -> bool:
    """Whether the run is closed and a reader that has `after` has everything; blocks on the network.

    A reader cannot have an event that is not in the log (all reads are strongly consistent), so a position beyond
    its end is a mistake and raises ProblemError naming `loc`: the reader would otherwise wait in silence and then
    miss what comes.
    """
    last = log.last(run_id)
    if last is None:
        raise RunNotFoundError("There is no such run")
    if after > last["seq"]:
        raise refused("invalid_position", loc, f"is {after}, but the run has {last['seq']} events")
    return after == last["seq"] and is_terminal(last)
