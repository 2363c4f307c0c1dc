"""What a deployment may say about limits, and what the API makes of it."""

import re

import pytest

from tailrace import limits
from tailrace.http.routes import ROUTES
from tests.unit.test_infra_template import RESOLVED, SOURCE

PARAMETER = SOURCE["Parameters"]["RateLimits"]


def test_the_templates_default_is_understood() -> None:
    rates = limits.parse(PARAMETER["Default"])

    assert {operation: (rate.count, rate.seconds) for operation, rate in rates.items()} == {
        "start": (60, 60),
        "control": (120, 60),
    }
    assert RESOLVED["Api"]["Environment"]["Variables"]["RATE_LIMITS"] == PARAMETER["Default"]


@pytest.mark.parametrize("text", ["", "read=1", "start=60,control=120,read=1200"])
def test_what_the_template_takes_is_understood(text: str) -> None:
    assert re.search(PARAMETER["AllowedPattern"], text)
    assert ",".join(f"{operation}={rate.count}" for operation, rate in limits.parse(text).items()) == text


@pytest.mark.parametrize("text", ["start", "start=0", "start=", "stop=1", "start=1,", "start=1 ", "start=60/s"])
def test_what_the_template_refuses_early_would_not_have_helped(text: str) -> None:
    assert not re.search(PARAMETER["AllowedPattern"], text)


def test_every_call_with_a_key_is_limited_but_for_the_way_to_the_stream() -> None:
    free = {route.name for route in ROUTES if not route.operation}
    assert free == {route.name for route in ROUTES if route.key == "none"} | {"redirect_to_stream"}
    assert {route.operation for route in ROUTES if route.method in ("POST", "DELETE")} == {"start", "control"}
    assert {route.operation for route in ROUTES if route.method == "GET"} == {"read", ""}
