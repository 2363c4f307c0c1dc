"""A provider that falls silent or sends a byte a second: a limit ends the call, and then it is a fault like others."""

from typing import Any

import pytest

from local.simulator.faults import Kind
from tests.e2e.deployed import Deployed
from tests.e2e.faults import (
    PASSING,
    SLOW,
    STAYING,
    check_that_it_costs_the_run_nothing_but_the_provider,
    check_that_it_is_healed,
)


@pytest.mark.parametrize(("provider", "fault"), [pair for pair in STAYING if pair[1] in SLOW], ids=lambda value: value)
def test_a_provider_that_keeps_failing_costs_the_run_nothing_but_itself(
    hasty: Deployed, schema: Any, provider: str, fault: Kind
) -> None:
    check_that_it_costs_the_run_nothing_but_the_provider(hasty, schema, provider, fault)


@pytest.mark.parametrize(("provider", "fault"), [pair for pair in PASSING if pair[1] in SLOW], ids=lambda value: value)
def test_a_fault_that_passes_is_healed_and_nothing_is_made_twice(
    hasty: Deployed, schema: Any, provider: str, fault: Kind
) -> None:
    check_that_it_is_healed(hasty, schema, provider, fault, {})
