"""What goes over the wire: bodies, query parameters and answers. Validation and OpenAPI both come from here."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from tailrace.events import Strict, UsageTotal

Status = Literal["queued", "running", "completed", "failed", "cancelled"]
MAX_SEQ = 9_999_999_999  # ten digits: the log's sort key
EVENTS_LIMIT = 500
RUNS_LIMIT = 100
# A Lambda's time is paid for while it waits.
MAX_WAIT_S = 20


class Answer(BaseModel):
    """Base of what is answered; built when it is first used."""

    model_config = ConfigDict(defer_build=True)


def _digits(value: Any) -> Any:
    """Numbers in a URL are plain digits: pydantic alone would also take `1_0`, `+1` and `1.0`."""
    if isinstance(value, str) and not (value.isascii() and value.isdigit()):
        raise ValueError("must be a whole number, 0 or more")
    return value


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


class RunUrls(Answer):
    """Absolute addresses of a run."""

    self: str
    events: str
    stream: str


class StartedRun(Answer):
    """A run that has begun. `read_token` opens its stream, and nothing else, without the API key."""

    run_id: str
    kind: str
    status: Status
    read_token: str
    urls: RunUrls


class NoQuery(Strict):
    """No query parameters."""


class RunsQuery(Strict):
    """Which runs to list."""

    kind: str | None = Field(None, description="Only this kind.")
    status: Status | None = Field(None, description="Only runs of this status.")
    limit: Number = Field(20, ge=1, le=RUNS_LIMIT, description="How many at most.")
    cursor: str | None = Field(None, description="`next_cursor` of the page before.")


class ListedRun(Answer):
    """A run in the list."""

    run_id: str
    kind: str
    status: Status
    created_at: str
    metadata: dict[str, str]
    url: str


class RunList(Answer):
    """Own runs, newest first. A page can be short, even empty, and more follow: go on until `next_cursor` is null."""

    runs: list[ListedRun]
    next_cursor: str | None


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


class EventList(Answer):
    """A stretch of the log. Ask again with `after=next_after` until `closed`.

    `up_to_date`: there was nothing more when this was answered. `closed`: nothing more will come, for the
    run has ended and its last event is among these or before them.
    """

    events: list[dict[str, Any]] = Field(description="By `GET /v1/schema/events`.")
    next_after: int
    up_to_date: bool
    closed: bool


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


class ContinuedRun(Answer):
    """A run that goes on. `steps` are made in this `execution`, the run's so-manieth; `read_token` as at its start."""

    run_id: str
    status: Status
    execution: int
    steps: list[str]
    read_token: str
    urls: RunUrls


class CancelRequest(Strict):
    """Nothing: there is only one way to cancel. The body may be left out."""


class CancelReceipt(Answer):
    """What a cancelled run leaves."""

    run_id: str
    status: Status
    seq: int = Field(description="The number of `run.cancelled`.")
    kept_through_seq: int = Field(description="Every event up to this one stays.")
    parts: int = Field(description="How many finished parts the run keeps, of the snapshot's `expected.parts`.")
    calls_aborted: int = Field(
        description="Model calls that were begun and had not ended. What they had used was never told, so `usage` is "
        "without it; the most that it can be is the snapshot's `budget.held_usd`."
    )
    usage: UsageTotal


class Amounts(Answer):
    """Model calls and what they used; unknown amounts (a cut call's, or of a model without a price) are left out."""

    calls: int
    input_tokens: int
    output_tokens: int
    cost_usd: float


class KindAmounts(Amounts):
    """What the runs of a kind used; `runs` were started in that time."""

    runs: int


class Period(KindAmounts):
    """What your runs used in that time, deleted ones among them; `since` is its first day."""

    since: str = Field(examples=["2026-11-20"])
    by_provider: dict[str, Amounts]
    by_kind: dict[str, KindAmounts]


class Budget(Answer):
    """What model calls may cost today, in US dollars, and until when. What open calls reserve is committed."""

    daily_usd: float
    committed_usd: float = Field(description="Spent today, or reserved by calls that are at work.")
    left_usd: float
    resets_at: datetime = Field(examples=["2026-11-21T00:00:00Z"])


class UsageReport(Answer):
    """Days and months are in UTC. A run counts once it has ended, wasted attempts included."""

    today: Period
    this_month: Period
    budget: Budget | None = Field(description="The daily budget of the key's owner; null if there is none.")


class ExportQuery(Strict):
    """As what to give the run."""

    format: str | None = Field(None, description="One of the kind's `export_formats`; without it, the first of them.")


class SwapRequest(Strict):
    """Whose track to put in place."""

    provider: str = Field(min_length=1, examples=["anthropic"])


class SwappedTrack(Answer):
    """The position as it now is; `seq` is the run's newest event."""

    run_id: str
    seq: int
    index: int
    provider: str
    track: dict[str, Any]


class KindStep(Answer):
    """A sort of step of a kind: step ids begin with its name.

    `repeatable`: a complete one is made again if `continue` names it. `on_request`: none is made until `continue`
    names it.
    """

    name: str
    description: str
    repeatable: bool
    on_request: bool


class ExportFormat(Answer):
    """What a run can be exported as: `name` is what the export takes as `format`."""

    name: str
    media_type: str
    extension: str


class KindInfo(Answer):
    """A kind of generation. `input_schema` is JSON Schema; each of its `examples` is a whole input that runs.

    `export_formats` are what its runs can be exported as; the first is the default.
    """

    name: str
    title: str
    description: str
    input_schema: dict[str, Any]
    steps: list[KindStep]
    export_formats: list[ExportFormat]


class KindList(Answer):
    """All kinds."""

    kinds: list[KindInfo]


class FieldProblem(Answer):
    """One thing that is wrong with a request."""

    model_config = ConfigDict(title="FieldError")

    loc: str = Field(examples=["input.track_count"])
    msg: str


class Problem(Answer):
    """RFC 9457 problem details. Go by `code`; `detail` is for a person."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    request_id: str
    errors: list[FieldProblem] = Field([], description="What is wrong, field by field; only for a rejected request.")
