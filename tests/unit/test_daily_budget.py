"""What a deployment may say about daily budgets, and who is told of it."""

from collections.abc import Iterator

import pytest
from pydantic import ValidationError

from tailrace.settings import Settings
from tests.unit.test_infra_template import RESOLVED, SOURCE

PARAMETER = SOURCE["Parameters"]["DailyBudgetUsd"]
OF_BUDGETS = {"ForAllValues:StringLike": {"dynamodb:LeadingKeys": ["budget#*"]}}


def test_who_enforces_it_and_who_turns_away_are_told_of_it_and_may_look_it_up() -> None:
    variables = {name: one.get("Environment", {}).get("Variables", {}) for name, one in RESOLVED.items()}
    told = {name for name, given in variables.items() if "DAILY_BUDGET_USD" in given}
    assert told == {"Generate", "Api"}
    allowed = {name: set(_allowed(name)) for name in RESOLVED}
    assert allowed["Generate"] == {"dynamodb:GetItem", "dynamodb:UpdateItem"}
    assert allowed["Api"] == {"dynamodb:GetItem"}
    assert {name for name, actions in allowed.items() if actions} == told


def _allowed(name: str) -> Iterator[str]:
    """What a function may do with budgets."""
    for policy in RESOLVED[name]["Policies"]:
        for statement in policy["Statement"]:
            if statement.get("Condition") == OF_BUDGETS:
                actions = statement["Action"]
                yield from [actions] if isinstance(actions, str) else actions


@pytest.mark.parametrize("bound", ["Default", "MinValue", "MaxValue"])
def test_what_the_template_takes_is_understood(bound: str) -> None:
    usd = PARAMETER[bound]
    assert Settings.model_validate({"table_name": "t", "daily_budget_usd": str(usd)}).daily_budget_usd == usd


def test_there_is_none_unless_the_owner_of_the_deployment_sets_one() -> None:
    assert Settings(table_name="t").daily_budget_usd == PARAMETER["Default"] == 0
    with pytest.raises(ValidationError):
        Settings(table_name="t", daily_budget_usd=-1)
