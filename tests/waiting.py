"""Waiting for what another thread or process will have done."""

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

# Seconds after which whatever was waited for counts as hanging. Nothing takes a tenth of it on an idle machine.
PATIENCE_S = 60.0


def until(condition: Callable[[], T]) -> T:
    """The condition's first true answer."""
    ends = time.monotonic() + PATIENCE_S
    while not (answer := condition()):
        assert time.monotonic() < ends, "it never came true"
        time.sleep(0.01)
    return answer
