"""What clients send: bodies and query parameters. Validation and OpenAPI both come from here."""

from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints

from tailrace.events import Strict
from tailrace.http.answers import Status
from tailrace.kinds import kind_names

MAX_SEQ = 9_999_999_999  # ten digits: the log's sort key
EVENTS_LIMIT = 500
RUNS_LIMIT = 100
# A Lambda's time is paid for while it waits.
MAX_WAIT_S = 20


def _digits(value: Any) -> Any:
    """Numbers in a URL are plain digits: pydantic alone would also take `1_0`, `+1` and `1.0`."""
    if isinstance(value, str) and not (value.isascii() and value.isdigit()):
        raise ValueError("must be a whole number, 0 or more")
    return value


def _known(name: str) -> str:
    if name not in kind_names():
        raise ValueError(f"unknown; there are {', '.join(kind_names())}")
    return name


KindName = Annotated[str, AfterValidator(_known)]
Number = Annotated[int, BeforeValidator(_digits)]
# A run costs cents; who writes more than a thousand has written a number of something else.
Usd = Annotated[float, Field(strict=True, gt=0, le=1000, allow_inf_nan=False)]
MetadataKey = Annotated[str, StringConstraints(min_length=1, max_length=40)]
MetadataValue = Annotated[str, StringConstraints(max_length=500)]


class StartOptions(Strict):
    """How a run is made, beside what it makes."""

    providers: list[str] | None = Field(
        None,
        min_length=1,
        description="The providers to ask, each once; without it, all. Their order of preference is the deployment's.",
        examples=[["openai", "gemini"]],
    )
    max_cost_usd: Usd | None = Field(
        None,
        description="What the run's model calls may cost in all, in US dollars at list prices; without it, there is "
        "no limit. No call begins that could cost more than is left.",
        examples=[0.5],
    )
    metadata: dict[MetadataKey, MetadataValue] = Field(
        {}, max_length=20, description="Your own notes about the run; they come back in the list of runs."
    )


class StartRun(Strict):
    """A request for a run."""

    kind: str = Field(description="One of `GET /v1/kinds`.", examples=["playlist"])
    input: dict[str, Any] = Field(description="What to make, by the kind's `input_schema`.")
    options: StartOptions = StartOptions()


class NoQuery(Strict):
    """No query parameters."""


class KindsQuery(Strict):
    """Which kinds to tell of."""

    kind: KindName | None = Field(None, description="Only this one.", examples=["playlist"])


class RunsQuery(Strict):
    """Which runs to list."""

    kind: KindName | None = Field(None, description="Only this kind.")
    status: Status | None = Field(None, description="Only runs of this status.")
    limit: Number = Field(20, ge=1, le=RUNS_LIMIT, description="How many at most.")
    cursor: str | None = Field(None, description="`next_cursor` of the page before.")


class SnapshotQuery(Strict):
    """Which moment of the run to give."""

    at: Annotated[int, Field(ge=1, le=MAX_SEQ), BeforeValidator(_digits)] | None = Field(
        None, description="The snapshot after this event; without it, now."
    )


class EventsQuery(Strict):
    """Which events to give."""

    after: Number = Field(0, ge=0, le=MAX_SEQ, description="Events with a greater seq.")
    limit: Number = Field(EVENTS_LIMIT, ge=1, le=EVENTS_LIMIT, description="How many at most.")
    wait: float = Field(
        0,
        ge=0,
        le=MAX_WAIT_S,
        allow_inf_nan=False,
        description="Seconds to wait for an event if there is none yet (long poll).",
    )


class ContinueRequest(Strict):
    """What of a run is to be made (again). Everything that is not complete is made in any case."""

    steps: list[Annotated[str, StringConstraints(min_length=1, max_length=200)]] | None = Field(
        None,
        min_length=1,
        max_length=100,
        description="Steps to make again, or, where the kind has steps on request, for the first time; each once. "
        "Without it: those that are degraded.",
        examples=[["day:3"]],
    )
    feedback: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)] | None = Field(
        None, description="What is to be different; it is about each of `steps`, so it needs them."
    )
    max_cost_usd: Usd | None = Field(
        None,
        description="A new limit for what the run may cost in all, the earlier calls included, so more than it has "
        "cost; without it, the limit is as before.",
        examples=[1.0],
    )


class CancelRequest(Strict):
    """Nothing: there is only one way to cancel. The body may be left out."""


class ShareRequest(Strict):
    """Nothing: a read token opens the whole run. The body may be left out."""


class ExportQuery(Strict):
    """As what to give the run."""

    format: str | None = Field(None, description="One of the kind's `export_formats`; without it, the first of them.")


class SwapRequest(Strict):
    """Whose track to put in place."""

    provider: str = Field(min_length=1, examples=["anthropic"])
