"""Code: an API project, planned around its contract and then written file by file, all at the same time."""

from collections.abc import Sequence

from tailrace.events import Expected, StepPlan
from tailrace.kinds import Kind
from tailrace.kinds.code.input import CodeInput


def _plan(wanted: CodeInput, providers: Sequence[str]) -> tuple[list[StepPlan], Expected]:
    """The plan finds out which files there are; until then the contract is the one part that is sure to come.

    Seconds are a guess: two thousand tokens at eighty a second, and checks that run no model.
    """
    steps = [
        StepPlan(id="plan", label="Plans the project, contract first", expected_seconds=30),
        StepPlan(id="check", label="Checks every file", expected_seconds=4),
    ]
    return steps, Expected(parts=1)


KIND = Kind(
    name="code",
    title="API project",
    description="A project for Express or FastAPI that installs and runs: an OpenAPI contract first, then every file "
    "at the same time, each shown while it is written. All of it is checked, and what fails is repaired once.",
    input_model=CodeInput,
    plan=_plan,
    steps={
        "plan": "The contract is written, and which files there will be",
        "file": "One file is written by the plan and the contract",
        "check": "Every file and how they fit together is checked",
        "repair": "A file that failed a check is written once more, knowing why",
        "recheck": "Everything is checked again",
    },
    repeatable=frozenset({"file"}),
    after={"file": ("check", "recheck"), "check": ("recheck",), "repair": ("recheck",)},
)
