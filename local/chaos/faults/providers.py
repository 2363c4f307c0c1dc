"""Providers that fail in every way the simulator knows."""

import random

from local.chaos.http import call
from local.chaos.tally import Tally
from local.simulator.faults import IN_STREAM, KINDS, NOT_FOR_YOUTUBE
from local.simulator.state import PREFIX

_MODELS = ("openai", "anthropic", "gemini")


class FaultyProviders:
    """Arms the simulator at `url`."""

    def __init__(self, url: str, rng: random.Random, tally: Tally) -> None:
        self._url = url
        self._rng = rng
        self._tally = tally
        self._next: list[str] = []

    async def arm(self) -> None:
        """Arm one more fault. All take turns, each time in another order, so that none is left out."""
        if not self._next:
            self._next = self._rng.sample(KINDS, len(KINDS))
        fault = self._next.pop()
        providers = _MODELS if fault in NOT_FOR_YOUTUBE else (*_MODELS, "youtube")
        provider = self._rng.choice(providers)
        body = {
            "provider": provider,
            "fault": fault,
            "times": self._rng.choice((1, 1, 2)),
            "after_tokens": self._rng.choice((None, None, 0, self._rng.randint(1, 400))),
            "in_stream": fault in IN_STREAM and provider != "youtube" and self._rng.random() < 0.3,
            "retry_after_s": self._rng.choice((None, 1)) if fault == "rate_limit" else None,
        }
        answer = await call(self._url, "POST", f"{PREFIX}/faults", "", body)
        if answer.status != 201:
            raise ValueError(f"the simulator does not take {body}: {answer.text}")
        self._tally.add("provider fault armed")

    async def clear(self) -> None:
        """Providers are well again."""
        await call(self._url, "DELETE", f"{PREFIX}/faults", "")
