"""The state machines' files, as tests look at them."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import yaml

ROOT = Path(__file__).parents[2]
PATHS = {path.name.removesuffix(".asl.yaml"): path for path in sorted((ROOT / "statemachine").glob("*.asl.yaml"))}


class State(NamedTuple):
    """A state at any depth, those beside it, and the Map that it is in."""

    name: str
    itself: dict[str, Any]
    beside: dict[str, Any]
    within: dict[str, Any] | None

    @property
    def payload(self) -> dict[str, Any]:
        found: dict[str, Any] = self.itself.get("Parameters", {}).get("Payload", {})
        return found

    @property
    def step_name(self) -> str:
        """What the step's id begins with."""
        return _name(self)

    @property
    def function(self) -> str:
        """The function's logical id in the template."""
        found = re.fullmatch(r"\$\{(\w+)Arn\}", self.itself["Parameters"]["FunctionName"])
        assert found, self.name
        return found[1]

    @property
    def step(self) -> str:
        """What names the step: its id, or the expression that gives it."""
        found: str = self.payload.get("step") or self.payload["step.$"]
        return found


class Machine(NamedTuple):
    kind: str
    text: str
    definition: dict[str, Any]

    def states(self) -> Iterator[State]:
        return _states(self.definition, None)

    def steps(self) -> list[State]:
        """The states that run one attempt of a step."""
        return [state for state in self.states() if "max_attempts" in state.payload]

    def step_names(self) -> set[str]:
        """What the steps' ids begin with: a Map's are those that it goes through."""
        return {state.step_name for state in self.steps()}


def _states(machine: dict[str, Any], within: dict[str, Any] | None) -> Iterator[State]:
    for name, state in machine["States"].items():
        yield State(name, state, machine["States"], within)
        for branch in state.get("Branches", []):
            yield from _states(branch, within)
        if "ItemProcessor" in state:
            yield from _states(state["ItemProcessor"], state)


def _name(state: State) -> str:
    if "step" in state.payload:
        step: str = state.payload["step"]
        return step.partition(":")[0]
    assert state.within, state.name
    assert state.within["ItemSelector"][state.step.removeprefix("$.") + ".$"] == "$$.Map.Item.Value"
    path: str = state.within["ItemsPath"]
    # `$.plan.steps.file` are the ids that begin with `file`. What `$.requested` holds is known to the run alone, so a
    # state is named after what it makes.
    return state.name.lower() if path == "$.requested" else path.rpartition(".")[2]


def machine(kind: str) -> Machine:
    """The state machine of a kind."""
    text = PATHS[kind].read_text()
    return Machine(kind, text, yaml.safe_load(text))
