"""What a step's module may use: the run as it stands, its events, and model calls that are accounted for."""

import asyncio
import time
from collections.abc import AsyncGenerator, Callable, Hashable, Mapping
from contextlib import aclosing
from typing import Any

from tailrace.errors import (
    BudgetExceededError,
    ProviderAuthError,
    ProviderError,
    ProviderTimeoutError,
    TruncatedError,
)
from tailrace.events import Draft, ProviderStarted, StepProgress
from tailrace.fold import Snapshot, find_step
from tailrace.log import BufferedWriter, RunWriter
from tailrace.log.pending import MAX_DELTA
from tailrace.providers import Prompt, Usage, endpoint, stream_text
from tailrace.providers.models import Tier, choose
from tailrace.reservation import BeginAgainError, Reservation
from tailrace.settings import settings
from tailrace.wiring import provider_key, report_provider_keys

# Seconds of the attempt's time that are kept back to write down how it ended.
RESERVE_S = 5


class StepContext:
    """One attempt's hands. Events leave through a buffer, in the order in which they are added."""

    def __init__(self, writer: RunWriter, buffer: BufferedWriter, deadline: float, *, is_last: bool) -> None:
        """`deadline` by `time.monotonic()`: when the Lambda will be stopped.

        `is_last`: no attempt follows this one, so what it does not try is not tried.
        """
        self._writer = writer
        self._buffer = buffer
        self._deadline = deadline
        self.is_last = is_last

    @property
    def step(self) -> str:
        """The id of this step."""
        return self._writer.step or ""

    @property
    def snapshot(self) -> Snapshot:
        """The run as this attempt has seen it."""
        return self._writer.snapshot

    @property
    def state(self) -> Mapping[str, Any]:
        """This step in the snapshot."""
        return find_step(self.snapshot, self.step)

    @property
    def feedback(self) -> str | None:
        """What a person wants changed, if this step is made again for them. Data, like all that clients write."""
        feedback: str | None = self.state["feedback"]
        return feedback

    @property
    def remaining_s(self) -> float:
        """Seconds that may still be worked."""
        return self._deadline - RESERVE_S - time.monotonic()

    def add(self, *drafts: Draft) -> None:
        """Send events on their way to the log at once."""
        self._buffer.add(*drafts)

    def add_delta(self, key: Hashable, text: str, make: Callable[[str], Draft]) -> None:
        """Send a piece of a text on its way; pieces of one `key` share an event where they come quickly."""
        for start in range(0, len(text), MAX_DELTA):
            self._buffer.add_delta(key, text[start : start + MAX_DELTA], make)

    async def flush(self) -> None:
        """Wait until everything that was added is in the log."""
        await self._buffer.flush()

    def progress(self, fraction: float, message: str) -> None:
        """Tell how far this step is, and something about it that a person should know."""
        self.add(Draft(StepProgress(fraction=fraction), message))

    def model(self, provider: str, tier: Tier) -> str:
        """The model that the settings name for this provider and tier."""
        return choose(settings().tailrace_models, provider, tier)

    def begin_provider(self, provider: str, model: str) -> None:
        """Tell whom this step asks from here on, and where, if it is not the provider's own address."""
        base_url = settings().base_url(provider)
        at = f" at {endpoint(base_url)}" if base_url else ""
        self.add(Draft(ProviderStarted(provider=provider, model=model), f"{provider} is asked ({model}{at})"))

    async def ask(self, provider: str, model: str, prompt: Prompt) -> AsyncGenerator[str]:
        """The model's text as it arrives; afterwards `usage.recorded`, however the call ended.

        `usage.reserved` is written just before the request leaves: no call is begun for a run that is closed, for an
        attempt that was given up, or without the money for it. Where that is short the answer may be allowed fewer
        tokens than `prompt` says. Close the iterator to end the call early.

        Raises a `ProviderError`, `BudgetExceededError`, or the `LogError` of writing that.
        """
        key = provider_key(provider)
        if key is None:
            raise ProviderAuthError(f"No key is set for {provider}", provider=provider)
        reporting = asyncio.create_task(asyncio.to_thread(report_provider_keys))
        # Half of the time is for waiting, if it must be, the other half for the answer.
        reservation = Reservation(self._writer, self._buffer, provider, model, prompt, self.remaining_s / 2)
        usage: Usage | None = Usage(None, None)
        try:
            while True:
                try:
                    async with aclosing(self._stream(provider, model, key, reservation)) as stream:
                        async for piece in stream:
                            if isinstance(piece, Usage):
                                usage = piece
                            else:
                                yield piece
                    return
                except BeginAgainError:
                    await reservation.again()
        except ProviderError as error:
            usage = error.usage
            if isinstance(error, TruncatedError) and reservation.is_lowered:
                raise BudgetExceededError(
                    f"{error.message}: what was left of the money paid for no more. It can be continued with more"
                ) from error
            raise
        finally:
            await reporting
            await reservation.settle(usage)

    def _stream(self, provider: str, model: str, key: str, reservation: Reservation) -> AsyncGenerator[str | Usage]:
        if self.remaining_s <= 0:
            raise ProviderTimeoutError("No time is left in this attempt for a model call", provider=provider)
        return stream_text(
            provider,
            reservation.prompt,
            model=model,
            api_key=key,
            base_url=settings().base_url(provider),
            deadline_s=min(self.remaining_s, settings().provider_deadline_seconds),
            label=self.step,
            run_id=self._writer.run_id,
            silence_s=settings().provider_silence_seconds,
            before_request=reservation.take,
        )
