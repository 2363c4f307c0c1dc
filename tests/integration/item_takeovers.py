"""Lists that a provider breaks off in the middle, and what their runs tell of who made the rest."""

from collections import Counter

from tailrace.errors import ProviderError
from tests.integration.step_harness import attempt, events

# Two show all that three would, and every further SDK takes a second to import.
PROVIDERS = ("openai", "anthropic")


def persist(run: str, step: str, attempts: int = 4) -> None:
    """Attempts as the state machine makes them, until one succeeds or the step has failed for good."""
    for count in range(attempts):
        try:
            attempt(run, step, retry_count=count)
            return
        except ProviderError as error:
            if not error.retryable or count == attempts - 1:
                raise


def tell(run: str, step: str, *types: str) -> list[tuple[str, str]]:
    return [(e["type"], e["data"]["provider"]) for e in events(run, *types) if e["step"] == step]


def used(run: str) -> Counter[str]:
    """The calls that were accounted for, by provider."""
    return Counter(event["data"]["provider"] for event in events(run, "usage.recorded"))
