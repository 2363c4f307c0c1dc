"""The shape of a snapshot, for OpenAPI. `tailrace.fold` makes it; a test holds the two together."""

from typing import Any, Literal

from pydantic import Field

from tailrace.events import Expected, Price, RunErrorEntry, StepError, Strict
from tailrace.http.answers import Status


class OpenCall(Strict):
    """A model call that has begun and has not ended."""

    provider: str
    model: str
    reserved_usd: float | None = Field(description="The most that it can cost; null: the model has no known price.")


class StepSnapshot(Strict):
    """A step as it stands; `fraction` 0–1."""

    id: str
    label: str
    expected_seconds: float
    added_by: str | None = Field(description="The step that found out that this one is needed; null: known before.")
    state: Literal["pending", "running", "retrying", "completed", "failed", "skipped", "stopped"]
    attempt: int
    fraction: float | None
    message: str | None
    started_at: str | None
    ended_at: str | None
    duration_ms: int | None
    error: StepError | None
    was_completed: bool = Field(description="Whether it was complete at some time: what it made then is there.")
    feedback: str | None = Field(description="What a person wants changed, if it is made again for them.")
    provider: str | None = Field(description="Whom it asks, or asked last.")
    model: str | None
    call: OpenCall | None = Field(description="The step's open model call.")
    failed_provider: str | None = Field(description="Whom the attempt before had asked when it failed.")
    given_up: list[str] = Field(description="Providers that others have taken over from.")


class ProviderUsage(Strict):
    """Model calls; unknown amounts (a cut call's) are not counted."""

    calls: int
    input_tokens: int
    output_tokens: int
    cost_usd: float


class Usage(ProviderUsage):
    """All of the run's model calls."""

    by_provider: dict[str, ProviderUsage]
    prices: dict[str, Price] = Field(description="By model: what its newest call was reserved at.")


class RunBudget(Strict):
    """What the run may cost, in US dollars. What it has cost, `held_usd` and `reserved_usd` never pass the limit."""

    max_cost_usd: float | None = Field(description="The limit; null: there is none.")
    reserved_usd: float = Field(description="The most that the open calls can cost.")
    held_usd: float = Field(description="The most that calls can have cost which ended without telling.")


class Timing(Strict):
    """Times as ISO 8601, UTC."""

    started_at: str | None
    updated_at: str | None
    ended_at: str | None
    duration_ms: int | None


class Snapshot(Strict):
    """The fold of events 1..seq."""

    run_id: str
    kind: str
    status: Status
    seq: int
    execution: int = Field(description="How often the run's workflow was begun.")
    phase: str = Field(description="What it is at, for a person.")
    progress: int = Field(ge=0, le=100)
    input: dict[str, Any]
    providers: list[str]
    metadata: dict[str, str]
    expected: Expected
    steps: list[StepSnapshot]
    parts: dict[str, Any] = Field(description="What has been made, by the kind.")
    usage: Usage
    budget: RunBudget
    timing: Timing
    summary: dict[str, Any] | None
    errors: list[RunErrorEntry]
    degraded: list[str]
