"""What is told of a step that failed, whoever tells it: the attempt itself, or the workflow for a dead one."""

import json

from tailrace import errors, kinds
from tailrace.errors import ProviderError, TailraceError
from tailrace.events import Draft, StepError, StepFailed
from tailrace.fold import Snapshot

# How Lambda and Step Functions name what no handler could tell, and what it means to a person.
_WORKFLOW_ERRORS = {
    "Sandbox.Timedout": ("timeout", "The step ran out of time"),
    "States.Timeout": ("timeout", "The step ran out of time"),
    "Runtime.ExitError": ("crashed", "The step's process ended unexpectedly"),
    "Runtime.OutOfMemory": ("crashed", "The step ran out of memory"),
    "Lambda.TooManyRequestsException": ("throttled", "There was no free capacity to run the step"),
}


def describe(error: Exception) -> StepError:
    """An error for the log. One that is not ours says only its class: its text could hold anything."""
    if isinstance(error, TailraceError):
        wait = error.retry_after_s if isinstance(error, ProviderError) else None
        return StepError(code=error.code, message=error.message, retryable=error.retryable, retry_after_s=wait)
    return StepError(code="internal", message=f"Internal error ({type(error).__name__})", retryable=False)


def describe_workflow_error(name: str, cause: str) -> StepError:
    """A step's error as Step Functions hands it to a Catch: `Error` and `Cause`."""
    if name in _WORKFLOW_ERRORS:
        code, message = _WORKFLOW_ERRORS[name]
        return StepError(code=code, message=message, retryable=True)
    known = getattr(errors, name, None)
    if isinstance(known, type) and issubclass(known, TailraceError):
        return StepError(code=known.code, message=_message(cause), retryable=known.retryable)
    return StepError(code="internal", message=f"Internal error ({name})", retryable=False)


def failed(snapshot: Snapshot, step: str, error: StepError, *, final: bool) -> list[Draft]:
    """The events that say so; a final failure may mean more to the kind."""
    drafts = [Draft(StepFailed(error=error, final=final), error.message)]
    if final:
        drafts += kinds.load(snapshot["kind"]).failed(step, error)
    return drafts


def _message(cause: str) -> str:
    """The message of an exception of ours: Lambda's cause is a JSON text with `errorMessage`."""
    try:
        return str(json.loads(cause)["errorMessage"])
    except (ValueError, KeyError, TypeError):
        return "The step failed and left no message"
