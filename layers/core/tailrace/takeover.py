"""A piece of work for whichever provider is able: the next in the order of preference takes over from one that is not.

A provider whose trouble will not pass (no money, a wrong key, a refusal) is given up at once. One whose trouble may
pass is asked once more, by the next attempt, after the pause that the state machine makes; if it fails again, or if
there is no next attempt, it is given up too. Each change is told by `provider.failed` and `provider.started`.
"""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from tailrace.context import StepContext
from tailrace.errors import ProviderError
from tailrace.events import Draft, ProviderFailed
from tailrace.failures import describe
from tailrace.providers.models import Tier

T = TypeVar("T")


async def first_able(context: StepContext, tier: Tier, work: Callable[[str, str], Awaitable[T]]) -> T:
    """What `work(provider, model)` gives with the first provider for which it raises no `ProviderError`.

    `work` is begun anew for each provider. Raises the last provider's error, or, for the state machine to try again,
    the error of one that may yet be able.
    """
    state = context.state
    failed_before = state["failed_provider"]
    preferred = context.snapshot["providers"]
    # When all were given up, in an earlier attempt, the last hope is the one that is liked best.
    able = [name for name in preferred if name not in state["given_up"]] or preferred[:1]
    for number, provider in enumerate(able, 1):
        model = context.model(provider, tier)
        context.begin_provider(provider, model)
        try:
            return await work(provider, model)
        except ProviderError as error:
            has_another_chance = error.retryable and provider != failed_before and not context.is_last
            if has_another_chance or number == len(able):
                raise
            failure = describe(error)
            context.add(Draft(ProviderFailed(provider=provider, error=failure), f"{provider} is out: {error.message}"))
    raise ValueError("a run has at least one provider")
