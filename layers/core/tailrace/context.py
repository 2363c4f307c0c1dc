"""What a step's module may use: the run as it stands, its events, and model calls that are accounted for."""

import asyncio
import time
from collections.abc import AsyncGenerator
from contextlib import aclosing

from tailrace.errors import ProviderAuthError, ProviderError, ProviderTimeoutError
from tailrace.events import Draft, StepProgress, UsageRecorded
from tailrace.fold import Snapshot
from tailrace.log import BufferedWriter, RunWriter
from tailrace.providers import Prompt, Usage, endpoint, prices, stream_text
from tailrace.providers.models import Tier, choose
from tailrace.settings import settings
from tailrace.wiring import provider_key, report_provider_keys

# Seconds of the attempt's time that are kept back to write down how it ended.
RESERVE_S = 5


class StepContext:
    """One attempt's hands. Events leave through a buffer, in the order in which they are added."""

    def __init__(self, writer: RunWriter, buffer: BufferedWriter, deadline: float) -> None:
        """`deadline` by `time.monotonic()`: when the Lambda will be stopped."""
        self._writer = writer
        self._buffer = buffer
        self._deadline = deadline

    @property
    def step(self) -> str:
        """The id of this step."""
        return self._writer.step or ""

    @property
    def snapshot(self) -> Snapshot:
        """The run as this attempt has seen it."""
        return self._writer.snapshot

    @property
    def remaining_s(self) -> float:
        """Seconds that may still be worked."""
        return self._deadline - RESERVE_S - time.monotonic()

    def add(self, *drafts: Draft) -> None:
        """Send events on their way to the log at once."""
        self._buffer.add(*drafts)

    def progress(self, fraction: float, message: str) -> None:
        """Tell how far this step is, and something about it that a person should know."""
        self.add(Draft(StepProgress(fraction=fraction), message))

    def model(self, provider: str, tier: Tier) -> str:
        """The model that the settings name for this provider and tier."""
        return choose(settings().tailrace_models, provider, tier)

    def address(self, provider: str) -> str | None:
        """Where a provider is asked if it is not its own address: people should see that."""
        base_url = settings().base_url(provider)
        return endpoint(base_url) if base_url else None

    async def ask(self, provider: str, model: str, prompt: Prompt) -> AsyncGenerator[str]:
        """The model's text as it arrives; afterwards `usage.recorded`, however the call ended.

        Close the iterator to end the call early. Raises a `ProviderError`.
        """
        key = provider_key(provider)
        if key is None:
            raise ProviderAuthError(f"No key is set for {provider}", provider=provider)
        if self.remaining_s <= 0:
            raise ProviderTimeoutError("No time is left in this attempt for a model call", provider=provider)
        usage: Usage | None = Usage(None, None)
        aside = asyncio.create_task(asyncio.to_thread(_while_the_model_thinks))
        try:
            async with aclosing(
                stream_text(
                    provider,
                    prompt,
                    model=model,
                    api_key=key,
                    base_url=settings().base_url(provider),
                    deadline_s=min(self.remaining_s, settings().provider_deadline_seconds),
                    label=self.step,
                    silence_s=settings().provider_silence_seconds,
                )
            ) as stream:
                async for piece in stream:
                    if isinstance(piece, Usage):
                        usage = piece
                    else:
                        yield piece
        except ProviderError as error:
            usage = error.usage
            raise
        finally:
            await aside
            if usage is not None:
                self._record(provider, model, usage)

    def _record(self, provider: str, model: str, usage: Usage) -> None:
        cost = prices.cost_usd(provider, model, usage)

        def decide(snapshot: Snapshot) -> list[Draft]:
            total = round(snapshot["usage"]["cost_usd"] + (cost or 0.0), 9)
            return [
                Draft(
                    UsageRecorded(
                        provider=provider,
                        model=model,
                        input_tokens=usage.input_tokens,
                        output_tokens=usage.output_tokens,
                        cost_usd=cost,
                        total_cost_usd=total,
                    )
                )
            ]

        self._buffer.add(decide)


def _while_the_model_thinks() -> None:
    """What must be done once in a process and can be done while a call waits for its first token."""
    prices.load()
    report_provider_keys()
