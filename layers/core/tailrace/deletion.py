"""Takes a run away for good, whatever is at work on it."""

from collections.abc import Callable

from tailrace.control import Control, RunIsClosedError
from tailrace.errors import RunNotFoundError
from tailrace.fold import Snapshot, is_closed
from tailrace.ledger import Ledger
from tailrace.log import RunLog, RunWriter
from tailrace.log.erasing import Eraser, Unfinished
from tailrace.run_index import RunIndex, is_run_id


class Deletion:
    """The use-case over the log, the lists and the workflows; `eraser` makes one for a run's log."""

    def __init__(
        self, log: RunLog, index: RunIndex, ledger: Ledger, control: Control, eraser: Callable[[str], Eraser]
    ) -> None:
        self._log = log
        self._index = index
        self._ledger = ledger
        self._control = control
        self._eraser = eraser

    def delete(self, owner: str, run_id: str) -> None:
        """Delete a run: its events and parts, and its places in the lists.

        In this order: the run is closed, and its workflow stopped; the log is sealed, so that it cannot be resumed;
        what it used is written down; it is not to be found any more; the rest is erased. Who dies on the way leaves a
        deletion that can be asked for again. Raises `RunNotFoundError`, as it does for a run that is deleted.
        """
        if not is_run_id(run_id):
            raise RunNotFoundError("There is no such run")
        eraser = self._eraser(run_id)
        unfinished = eraser.unfinished()
        if unfinished is None:
            if self._log.owner(run_id) != owner:
                raise RunNotFoundError("There is no such run")
            snapshot = self._seal(owner, run_id, eraser)
            self._ledger.record(owner, snapshot)
            unfinished = Unfinished(owner, snapshot["execution"])
            eraser.begin(unfinished)
        elif unfinished.owner != owner:
            raise RunNotFoundError("There is no such run")
        eraser.erase()
        self._index.forget(owner, run_id, unfinished.execution)
        eraser.finish()

    def _seal(self, owner: str, run_id: str, eraser: Eraser) -> Snapshot:
        """Close the run so that it stays closed; answers what it was. Whoever resumes it meanwhile is cancelled too."""
        while True:
            writer = RunWriter(self._log, run_id)
            if not is_closed(writer.snapshot):
                self._cancel(owner, run_id)
            elif eraser.seal(writer.snapshot["seq"] + 1):
                return writer.snapshot

    def _cancel(self, owner: str, run_id: str) -> None:
        try:
            self._control.cancel(owner, run_id)
        except RunIsClosedError:
            return  # It has come to its own end since it was read.
