"""What the routes of runs share: the use-cases as this process has them, and how a run is addressed."""

from functools import partial

from tailrace import tokens, wiring
from tailrace.control import Control
from tailrace.deletion import Deletion
from tailrace.executions import Executions
from tailrace.http.answers import RunUrls
from tailrace.http.request import Request
from tailrace.http.route import Call
from tailrace.log.erasing import Eraser
from tailrace.long_polls import LongPolls
from tailrace.runs import Runs
from tailrace.settings import settings


def runs() -> Runs:
    """The use-cases of starting and reading."""
    return Runs(wiring.run_log(), wiring.run_index(), _executions(), settings().run_ttl_days)


def control() -> Control:
    """The use-cases of cancelling and going on."""
    return Control(wiring.run_log(), wiring.run_index(), wiring.ledger(), _executions(), settings().run_ttl_days)


def deletion() -> Deletion:
    """The use-case of deleting."""
    eraser = partial(Eraser, wiring.dynamodb(), settings().table_name)
    return Deletion(wiring.run_log(), wiring.run_index(), wiring.ledger(), control(), eraser)


def long_polls() -> LongPolls:
    """The places of readers that wait."""
    return LongPolls(wiring.dynamodb(), settings().table_name, settings().long_polls)


def _executions() -> Executions:
    return Executions(wiring.run_log(), wiring.run_index(), wiring.ledger(), wiring.workflows, settings())


def own(call: Call) -> str:
    """The id of the run in the path. Raises `RunNotFoundError` if there is none, or it is another's."""
    run_id = call.path["run_id"]
    runs().authorize(call.owner, run_id)
    return run_id


def read_token(run_id: str, now: float) -> str:
    """A token that opens this run's stream, from `now` (epoch seconds) on."""
    secret, *_ = wiring.signing_secrets().known()
    return tokens.issue(secret, run_id, now, tokens.LIFE_S)


def urls_of(request: Request, run_id: str) -> RunUrls:
    """The run's addresses, as the client reached us."""
    base = f"{request.base_url}/v1/runs/{run_id}"
    stream_base = (settings().stream_url or request.base_url).rstrip("/")
    return RunUrls(self=base, events=f"{base}/events", stream=f"{stream_base}/v1/runs/{run_id}/stream")
