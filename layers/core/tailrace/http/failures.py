"""Which problem each error of a request is answered with."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from math import ceil
from typing import Any

from aws_lambda_powertools import Logger
from botocore.exceptions import BotoCoreError, ClientError

from tailrace.concurrency import TooManyRunsError
from tailrace.daily_budget import DailyBudgetSpentError
from tailrace.errors import LogError, LogUnavailableError, RunClosedError, RunNotFoundError
from tailrace.executions import CannotStartError
from tailrace.http.problems import ProblemError
from tailrace.keys import UnauthorizedError
from tailrace.long_polls import TooManyPollsError

logger = Logger()
_LATER = {"Retry-After": "2"}


def _problem(error: ProblemError) -> ProblemError:
    return error


def _unauthorized(error: UnauthorizedError) -> ProblemError:
    return ProblemError("unauthorized", error.message, headers={"WWW-Authenticate": 'Bearer realm="tailrace"'})


def _not_found(_: LogError) -> ProblemError:
    return ProblemError("not_found", "There is no such run, or it is another owner's")


def _cannot_start(error: CannotStartError) -> ProblemError:
    logger.error("A run could not be started", exc_info=error)
    return ProblemError("cannot_start", error.message, headers=_LATER)


def _too_many_runs(error: TooManyRunsError) -> ProblemError:
    # When one will end is not known: this is how soon it is worth to look again.
    return ProblemError("too_many_runs", error.message, headers={"Retry-After": "10"})


def _budget_spent(error: DailyBudgetSpentError) -> ProblemError:
    wait_s = max(1, ceil((error.resets_at - datetime.now(UTC)).total_seconds()))
    return ProblemError("budget_exceeded", error.message, headers={"Retry-After": str(wait_s)})


def _too_many_polls(error: TooManyPollsError) -> ProblemError:
    return ProblemError("too_many_polls", error.message, headers={"Retry-After": "2"})


def _unavailable(error: Exception) -> ProblemError:
    logger.error("A service that is needed does not answer", exc_info=error)
    return ProblemError("unavailable", "A service that is needed does not answer; try again", headers=_LATER)


def _internal(error: Exception) -> ProblemError:
    """The last resort: whatever it was, the client gets an answer and the log gets the cause."""
    logger.error("A request failed", exc_info=error)
    return ProblemError("internal", "The request id finds the cause in the logs")


PROBLEM_OF: Mapping[type[Exception], Callable[[Any], ProblemError]] = {
    ProblemError: _problem,
    UnauthorizedError: _unauthorized,
    RunNotFoundError: _not_found,
    # What a closed run does not allow is refused before: this one was deleted while it was asked for something.
    RunClosedError: _not_found,
    CannotStartError: _cannot_start,
    TooManyRunsError: _too_many_runs,
    TooManyPollsError: _too_many_polls,
    DailyBudgetSpentError: _budget_spent,
    LogUnavailableError: _unavailable,
    ClientError: _unavailable,
    BotoCoreError: _unavailable,
    TimeoutError: _unavailable,
    Exception: _internal,
}
