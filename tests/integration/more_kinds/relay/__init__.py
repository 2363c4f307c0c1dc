"""A kind for tests of the spine: a plan without a model adds texts, each of which is for whichever provider is able."""

from collections.abc import Sequence

from pydantic import BaseModel

from tailrace.events import Expected, StepPlan
from tailrace.kinds import Kind


class RelayInput(BaseModel):
    names: list[str]


def plan(wanted: RelayInput, providers: Sequence[str]) -> tuple[list[StepPlan], Expected]:
    return [StepPlan(id="plan", label="Plans", expected_seconds=1)], Expected(parts=0)


KIND = Kind(
    name="relay",
    title="Relay",
    description="Texts, each by whichever provider is able",
    input_model=RelayInput,
    plan=plan,
    steps={"plan": "Names the texts", "write": "Writes one"},
    repeatable=frozenset({"plan", "write"}),
)
