"""What a function's process keeps from one invocation to the next, which must not last from one test to the next."""

from tailrace import settings, wiring
from tailrace.http import meta_api


def forget() -> None:
    """Drop what this process has kept of an earlier environment."""
    settings.settings.cache_clear()
    meta_api.health_of_period.cache_clear()
    for kept in vars(wiring).values():
        if hasattr(kept, "cache_clear"):
            kept.cache_clear()
