"""What clients are answered. OpenAPI comes from here."""

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from tailrace.events import UsageTotal

Status = Literal["queued", "running", "completed", "failed", "cancelled"]


class Answer(BaseModel):
    """Base of what is answered; built when it is first used."""

    model_config = ConfigDict(defer_build=True)


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


class SharedRun(Answer):
    """What a reader without a key needs: `read_token` opens the run's stream, and nothing else, until `expires_at`."""

    run_id: str
    read_token: str
    expires_at: datetime = Field(examples=["2026-11-21T08:00:00Z"])
    urls: RunUrls


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


class EventList(Answer):
    """A stretch of the log. Ask again with `after=next_after` until `closed`.

    `up_to_date`: there was nothing more when this was answered. `closed`: nothing more will come, for the
    run has ended and its last event is among these or before them.
    """

    events: list[dict[str, Any]] = Field(description="By `GET /v1/schema/events`.")
    next_after: int
    up_to_date: bool
    closed: bool


class ContinuedRun(Answer):
    """A run that goes on. `steps` are made in this `execution`, the run's so-manieth; `read_token` as at its start."""

    run_id: str
    status: Status
    execution: int
    steps: list[str]
    read_token: str
    urls: RunUrls


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
