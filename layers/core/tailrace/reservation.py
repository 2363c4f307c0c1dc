"""The leave to make one model call: reserved before the request is sent, settled when the call has ended.

First of the owner's daily budget, then in the run's log, where it is decided together with all parallel steps. A call
whose `usage.reserved` is not in the log before the run's end is never sent.
"""

import asyncio
import json
import time
from dataclasses import replace
from datetime import UTC, datetime
from secrets import token_hex

from tailrace import budget
from tailrace.budget import Call, Refused, Wait
from tailrace.errors import BudgetExceededError
from tailrace.events import Draft, UsageRecorded, UsageReleased, UsageReserved
from tailrace.fold import Snapshot
from tailrace.log import BufferedWriter, RunWriter
from tailrace.log.buffer import LOOK_S
from tailrace.providers import Prompt, Usage, prices
from tailrace.providers.schema import strict_schema
from tailrace.wiring import daily_budgets


class BeginAgainError(Exception):
    """The request that is ready must not be sent: see `Reservation.again`."""


class Reservation:
    """One call's. `prompt` is what to ask: with fewer tokens of output than wanted, where the money is short."""

    def __init__(
        self, writer: RunWriter, buffer: BufferedWriter, provider: str, model: str, prompt: Prompt, patience_s: float
    ) -> None:
        """`patience_s`: how many seconds it may wait for money that other calls of the run do not use."""
        self.prompt = prompt
        self._wanted_tokens = prompt.max_output_tokens
        self._writer = writer
        self._buffer = buffer
        self._provider = provider
        self._model = model
        self._patient_until = time.monotonic() + patience_s
        # Prices can change with the date: the call is paid as it was reserved.
        self._at = datetime.now(UTC)
        self._id = f"{writer.run_id}/{writer.step}/{writer.attempt}/{token_hex(4)}"
        self._call = asyncio.create_task(asyncio.to_thread(self._prepare))
        self._judged_at = 0
        self._is_daily = False
        self._is_made = False
        self._is_sent = False

    @property
    def is_lowered(self) -> bool:
        """Whether the answer may be shorter than was wanted."""
        return self.prompt.max_output_tokens < self._wanted_tokens

    def _prepare(self) -> Call:
        """In a thread, while the request is made ready: what the call can cost, and its share of the day's budget."""
        schema = json.dumps(strict_schema(self.prompt.output))
        tokens = budget.max_input_tokens(self.prompt, schema)
        call = Call(
            step=self._writer.step or "",
            model=self._model,
            max_input_tokens=tokens,
            max_output_tokens=self.prompt.max_output_tokens,
            price=prices.price(self._provider, self._model, self._at),
            most_usd=lambda output: prices.most_usd(self._provider, self._model, tokens, output, self._at),
        )
        granted = daily_budgets().reserve(self._writer.owner, self._id, call.wanted_usd, call.least_usd or 0.0)
        if granted is None:
            return call
        self._is_daily = True
        if (within := call.within(granted)) is None:
            raise BudgetExceededError(f"${granted:.9g} of the daily budget are too little for a call of {self._model}")
        return within

    async def take(self) -> None:
        """Reserve, at the last moment before the request leaves.

        Raises `BeginAgainError` if that must not be sent as it is, `BudgetExceededError`, and a `LogError` where the
        run is closed or the attempt given up.
        """
        if not self._is_made:
            await self._reserve()
        # What was reserved may have been long on its way, or long ago: the request leaves with what the log says now.
        await self._buffer.verify()
        self._is_sent = True

    async def _reserve(self) -> None:
        call = await asyncio.shield(self._call)
        verdict: Call | Wait | Refused = Wait()

        def decide(snapshot: Snapshot) -> list[Draft]:
            nonlocal verdict
            self._judged_at = snapshot["seq"]
            verdict = budget.judge(snapshot, call, patient=time.monotonic() < self._patient_until)
            return [_reserved(self._provider, verdict)] if isinstance(verdict, Call) else []

        self._buffer.add(decide)
        await self._buffer.flush()
        match verdict:
            case Call():
                self._is_made = True
                if verdict.max_output_tokens < self.prompt.max_output_tokens:
                    self.prompt = replace(self.prompt, max_output_tokens=verdict.max_output_tokens)
                    raise BeginAgainError
            case Wait():
                raise BeginAgainError
            case Refused():
                await self._buffer.verify()
                raise BudgetExceededError(verdict.message)

    async def again(self) -> None:
        """After `BeginAgainError`: wait until the request may be made ready once more, with `prompt` as it now is.

        Where other calls hold the money that is when the log has moved. Raises `LogError` as `take` does.
        """
        while not self._is_made and time.monotonic() < self._patient_until:
            if self._writer.snapshot["seq"] > self._judged_at:
                return
            await asyncio.sleep(LOOK_S)
            await self._buffer.verify()

    async def settle(self, usage: Usage | None) -> None:
        """The call has ended, having used so much, or was never sent; None: the provider turned it away."""
        cost: float | None = 0.0
        try:
            if self._is_sent and usage is not None:
                cost = told = prices.cost_usd(self._provider, self._model, usage, self._at)
                self._buffer.add(lambda snapshot: [_recorded(snapshot, self._provider, self._model, usage, told)])
            elif self._is_made:
                self._buffer.add(Draft(UsageReleased(provider=self._provider, model=self._model)))
        finally:
            await self._settle_daily(cost)

    async def _settle_daily(self, cost: float | None) -> None:
        # It may be on its way still, where the call was given up early; whoever needed it has been told how it went.
        await asyncio.gather(self._call, return_exceptions=True)
        if self._is_daily:
            await asyncio.to_thread(daily_budgets().settle, self._writer.owner, self._id, cost)


def _reserved(provider: str, call: Call) -> Draft:
    return Draft(
        UsageReserved(
            provider=provider,
            model=call.model,
            max_input_tokens=call.max_input_tokens,
            max_output_tokens=call.max_output_tokens,
            reserved_usd=call.wanted_usd,
            price=call.price,
        )
    )


def _recorded(snapshot: Snapshot, provider: str, model: str, usage: Usage, cost: float | None) -> Draft:
    return Draft(
        UsageRecorded(
            provider=provider,
            model=model,
            input_tokens=usage.input_tokens,
            output_tokens=usage.output_tokens,
            cost_usd=cost,
            total_cost_usd=round(snapshot["usage"]["cost_usd"] + (cost or 0.0), 9),
        )
    )
