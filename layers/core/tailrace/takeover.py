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


async def first_able(
    context: StepContext,
    tier: Tier,
    work: Callable[[str, str], Awaitable[T]],
    *,
    owner: str | None = None,
    begun: Callable[[], bool] = lambda: True,
) -> T:
    """What `work(provider, model)` gives with the first provider for which it raises no `ProviderError`.

    `work` is begun anew for each provider. A step of one provider's own names it as `owner`: that one is asked first,
    and nobody takes over before `begun()` says that there is something to go on with. Raises the last provider's error,
    or, for the state machine to try again, the error of one that may yet be able.
    """
    state = context.state
    failed_before = state["failed_provider"]
    preferred = sorted(context.snapshot["providers"], key=lambda name: name != owner)
    # When all were given up, in an earlier attempt, the last hope is the one that is liked best.
    able = [name for name in preferred if name not in state["given_up"]] or preferred[:1]
    for number, provider in enumerate(able, 1):
        model = context.model(provider, tier)
        context.begin_provider(provider, model)
        try:
            return await work(provider, model)
        except ProviderError as error:
            has_another_chance = error.retryable and provider != failed_before and not context.is_last
            if has_another_chance or number == len(able) or not begun():
                raise
            failure = describe(error)
            context.add(Draft(ProviderFailed(provider=provider, error=failure), f"{provider} is out: {error.message}"))
    raise ValueError("a run has at least one provider")


async def fill(
    context: StepContext,
    tier: Tier,
    work: Callable[[str, str], Awaitable[None]],
    complete: Callable[[], bool],
    *,
    owner: str | None = None,
    begun: Callable[[], bool] = lambda: True,
) -> None:
    """Have a list made by the first provider that is able, as by `first_able`.

    `work(provider, model)` asks for what is missing and keeps what comes. Once the list is complete nobody is asked,
    and a call that breaks behind its last piece has given all that was wanted of it.
    """

    async def unless_complete(provider: str, model: str) -> None:
        try:
            await work(provider, model)
        except ProviderError:
            if not complete():
                raise

    if not complete():
        await first_able(context, tier, unless_complete, owner=owner, begun=begun)
