"""The workflow executions of runs, named `<run_id>-<n>`: n counts how often the run was begun, from 1."""

import json
import logging
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from tailrace.endings import usage_total
from tailrace.errors import SupersededError, TailraceError
from tailrace.events import Draft, RunErrorEntry, RunFailed
from tailrace.fold import Snapshot, is_closed
from tailrace.ledger import Ledger
from tailrace.log import RunLog, RunWriter
from tailrace.providers import PROVIDERS
from tailrace.run_index import IndexEntry, RunIndex
from tailrace.settings import Settings

if TYPE_CHECKING:
    from types_boto3_stepfunctions import SFNClient

_log = logging.getLogger(__name__)


def left_behind(snapshot: Snapshot, execution: str) -> None:
    """Raises `SupersededError` if the run, resumed since, has another execution than the one of this name."""
    number = execution.rpartition("-")[2]
    if number != str(snapshot["execution"]):
        raise SupersededError(f"The run was resumed: execution {number} is not its own any more")


class CannotStartError(TailraceError):
    """The run's workflow could not be started."""

    code = "cannot_start"
    retryable = True


class Executions:
    """Begins and stops the workflows of runs."""

    def __init__(
        self,
        log: RunLog,
        index: RunIndex,
        ledger: Ledger,
        workflows: "Callable[[], SFNClient]",
        settings: Settings,
    ) -> None:
        self._log = log
        self._index = index
        self._ledger = ledger
        self._workflows = workflows
        self._settings = settings

    def machine(self, kind: str) -> str:
        """The ARN of a kind's state machine. Raises `CannotStartError` if none is deployed."""
        machine = self._settings.state_machines.get(kind)
        if not machine:
            raise CannotStartError(f"No state machine is deployed for the kind {kind}")
        return machine

    def begin(self, entry: IndexEntry, providers: Sequence[str], requested: Sequence[str]) -> None:
        """Start the execution that this entry speaks of; if it was started already, nothing happens.

        `requested` are the ids of the steps on request that it is to make. Raises `CannotStartError`; the run is
        then closed with that reason.
        """
        wanted = {name: name in providers for name in PROVIDERS}
        given = {"run_id": entry.run_id, "kind": entry.kind, "wanted": wanted, "requested": list(requested)}
        try:
            self._workflows().start_execution(
                stateMachineArn=self.machine(entry.kind),
                name=f"{entry.run_id}-{entry.execution}",
                input=json.dumps(given),
            )
        except self._workflows().exceptions.ExecutionAlreadyExists:
            return  # An earlier try came this far, and its workflow has ended.
        except (BotoCoreError, ClientError) as error:
            reason = "The run's workflow could not be started"
            self._fail(entry, f"{reason} ({_name(error)})")
            raise CannotStartError(f"{reason}; try again") from error

    def _fail(self, entry: IndexEntry, message: str) -> None:
        reason = RunErrorEntry(step=None, provider=None, code=CannotStartError.code, message=message)

        def decide(snapshot: Snapshot) -> Sequence[Draft]:
            return [] if is_closed(snapshot) else [Draft(RunFailed(errors=[reason], usage=usage_total(snapshot)))]

        writer = RunWriter(self._log, entry.run_id)
        writer.decide(decide)
        self._ledger.record(entry.owner, writer.snapshot)
        self._index.set_status(entry.owner, entry.run_id, writer.snapshot["status"], entry.execution, is_open=False)

    def stop(self, run_id: str, kind: str, number: int, cause: str) -> bool:
        """Stop an execution; whether it is certain that it schedules nothing more.

        False is logged by the error's name alone. One that has ended, or never was, is left as it is.
        """
        try:
            name = f"{run_id}-{number}"
            execution = self.machine(kind).replace(":stateMachine:", ":execution:", 1)
            self._workflows().stop_execution(executionArn=f"{execution}:{name}", error="Stopped", cause=cause)
        except self._workflows().exceptions.ExecutionDoesNotExist:
            return True
        except (BotoCoreError, ClientError, CannotStartError) as error:
            _log.warning("Execution %s-%d could not be stopped (%s)", run_id, number, _name(error))
            return False
        return True


def _name(error: Exception) -> str:
    """What kind of failure this was, without the service's own text (it may hold account details)."""
    response: Mapping[str, Any] = getattr(error, "response", {})
    return str(response.get("Error", {}).get("Code") or type(error).__name__)
