"""The events of every run, and the envelope that all events share.

Each event type is one pydantic model of its `data`. A kind adds its own types in
`tailrace.kinds.<kind>.events`; `tailrace.schema` joins them all into one JSON Schema.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, ClassVar, Literal, NamedTuple, TypedDict

from pydantic import BaseModel, ConfigDict, Field


class Event(TypedDict):
    """One event as it lies in the log and as clients receive it."""

    seq: int
    type: str
    run_id: str
    ts: str
    step: str | None
    attempt: int | None
    message: str | None
    data: dict[str, Any]


class Strict(BaseModel):
    """A model that refuses what it does not know."""

    # Built when it is first used: a function uses few of all these, and every cold start would pay for all.
    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


class EventData(Strict):
    """Base of the `data` of an event; `TYPE` is the event's name."""

    TYPE: ClassVar[str]


class Draft(NamedTuple):
    """An event before the log has given it a number.

    `step` and `attempt` are the writer's own unless they are given.
    """

    data: EventData
    message: str | None = None
    step: str | None = None
    attempt: int | None = None


def utc_now() -> str:
    """The time as events carry it: UTC, milliseconds, `Z`."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


class StepPlan(Strict):
    """A step that is known to come."""

    id: str
    label: str
    expected_seconds: float


class Expected(Strict):
    """What a run is expected to make; `parts` counts finished pieces."""

    parts: int


class StepError(Strict):
    """Why an attempt of a step failed. `retry_after_s`: the provider's wish, in seconds."""

    code: str
    message: str
    retryable: bool
    retry_after_s: float | None = None


class RunErrorEntry(Strict):
    """One of the things that went wrong in a run."""

    step: str | None
    provider: str | None
    code: str
    message: str


class UsageTotal(Strict):
    """What a run has used so far; unknown amounts (a cut call's) are not counted."""

    calls: int
    input_tokens: int
    output_tokens: int
    cost_usd: float


class Price(Strict):
    """What a model costs, in US dollars for a million tokens, by the list named in `source` as it was on `as_of` (UTC).

    Where the list has tiers for long inputs, this is the first of them.
    """

    input_usd_per_mtok: float
    output_usd_per_mtok: float
    source: str
    as_of: str


class RunStarted(EventData):
    """`max_cost_usd` is what its model calls may cost in all, in US dollars; null: no limit."""

    TYPE = "run.started"
    kind: str
    input: dict[str, Any]
    steps: list[StepPlan]
    providers: list[str]
    expected: Expected
    metadata: dict[str, str] = {}
    max_cost_usd: float | None = None


class RunStepsAdded(EventData):
    """Steps that are to be made from here on; one that the run has already is to be made once more.

    `expected` replaces what was expected of the run, where a step has found out how many parts there will be.
    """

    TYPE = "run.steps_added"
    steps: list[StepPlan]
    expected: Expected | None = None


class RunCompleted(EventData):
    TYPE = "run.completed"
    summary: dict[str, Any]
    duration_ms: int
    usage: UsageTotal
    degraded: list[str]


class RunFailed(EventData):
    TYPE = "run.failed"
    errors: list[RunErrorEntry]
    usage: UsageTotal


class RunCancelled(EventData):
    TYPE = "run.cancelled"
    kept_through_seq: int
    calls_aborted: int
    usage: UsageTotal


class RunResumed(EventData):
    """`steps` are to be made (again); `feedback` is what a person wants changed, by step.

    `max_cost_usd` replaces the limit of what the run may cost, the earlier calls included; null: it is as before.
    """

    TYPE = "run.resumed"
    steps: list[str]
    reason: str
    feedback: dict[str, str] = {}
    max_cost_usd: float | None = None


class StepStarted(EventData):
    TYPE = "step.started"
    label: str


class StepProgress(EventData):
    TYPE = "step.progress"
    fraction: float = Field(ge=0, le=1)


class StepCompleted(EventData):
    TYPE = "step.completed"
    duration_ms: int


class StepFailed(EventData):
    TYPE = "step.failed"
    error: StepError
    final: bool


class StepSuperseded(EventData):
    TYPE = "step.superseded"
    by_attempt: int


class StepSkipped(EventData):
    TYPE = "step.skipped"
    reason: Literal["already_done"]


class ProviderStarted(EventData):
    """The step asks this provider from here on."""

    TYPE = "provider.started"
    provider: str
    model: str


class ProviderFailed(EventData):
    """The step has given this provider up; the next one in the order of preference, if any, takes over."""

    TYPE = "provider.failed"
    provider: str
    error: StepError


class UsageReserved(EventData):
    """A model call is about to begin: this is the most it can cost. Null: the model has no known price."""

    TYPE = "usage.reserved"
    provider: str
    model: str
    max_input_tokens: int
    max_output_tokens: int
    reserved_usd: float | None
    price: Price | None


class UsageReleased(EventData):
    """The call that was reserved for was not made, or was turned away: nothing was used."""

    TYPE = "usage.released"
    provider: str
    model: str


class UsageRecorded(EventData):
    """One model call. Tokens and cost are null where the provider never told them."""

    TYPE = "usage.recorded"
    provider: str
    model: str
    input_tokens: int | None
    output_tokens: int | None
    cost_usd: float | None
    total_cost_usd: float


EVENTS: tuple[type[EventData], ...] = (
    RunStarted,
    RunStepsAdded,
    RunCompleted,
    RunFailed,
    RunCancelled,
    RunResumed,
    StepStarted,
    StepProgress,
    StepCompleted,
    StepFailed,
    StepSuperseded,
    StepSkipped,
    ProviderStarted,
    ProviderFailed,
    UsageReserved,
    UsageReleased,
    UsageRecorded,
)

TERMINAL = frozenset({RunCompleted.TYPE, RunFailed.TYPE, RunCancelled.TYPE})


def is_terminal(event: Mapping[str, Any]) -> bool:
    """Whether this event closes the log."""
    return event["type"] in TERMINAL
