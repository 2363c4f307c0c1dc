"""How much of a run's limit one of its model calls may take: the arithmetic, and nothing else.

The log says what the run's calls have cost (`usage.cost_usd`), the most that its open calls can cost
(`budget.reserved_usd`), and the most that those can have cost which ended without telling (`budget.held_usd`). The sum
of the three never exceeds the limit: a call begins only when the most that it can cost fits beside them.
"""

from bisect import bisect_right
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from tailrace.events import Price
from tailrace.fold import Snapshot
from tailrace.providers import Prompt

# What a provider may add to a request before it counts its tokens: the marks between messages, and its own words about
# the form of the answer, which make the count "slightly higher" (Anthropic's page on structured outputs). No provider
# tells a limit of it; this is about ten times what is seen.
OVERHEAD_TOKENS = 1000

# With less than this an answer is not begun: hidden reasoning counts as output, and a track takes about a hundred
# tokens, a day or a file a thousand and more. The input would be paid for nothing. (OpenAI takes no less than 16.)
LEAST_OUTPUT_TOKENS = 512


@dataclass(frozen=True)
class Call:
    """A model call that wants to begin.

    `most_usd` tells the most that it can cost with up to so many tokens of output, in US dollars; None for a model
    without a known price.
    """

    step: str
    model: str
    max_input_tokens: int
    max_output_tokens: int
    price: Price | None
    most_usd: Callable[[int], float | None]

    @property
    def wanted_usd(self) -> float | None:
        """The most that it can cost, in whole billionths of a dollar, as the log adds them up."""
        return self._up_to(self.max_output_tokens)

    @property
    def least_usd(self) -> float | None:
        """The most that it can cost with the shortest answer that is of any use."""
        return self._up_to(self._least_tokens)

    def within(self, usd: float) -> "Call | None":
        """This call with as many tokens of output as so many dollars pay for; None if they pay for none of use."""
        if (self.wanted_usd or 0.0) <= usd:
            return self
        tokens = bisect_right(range(self.max_output_tokens), usd, key=lambda n: self._up_to(n) or 0.0) - 1
        return replace(self, max_output_tokens=tokens) if tokens >= self._least_tokens else None

    @property
    def _least_tokens(self) -> int:
        return min(LEAST_OUTPUT_TOKENS, self.max_output_tokens)

    def _up_to(self, output_tokens: int) -> float | None:
        usd = self.most_usd(output_tokens)
        return None if usd is None else _up(usd)


@dataclass(frozen=True)
class Refused:
    """The call must not be made; `message` says why, for a person."""

    message: str


class Wait:
    """Other steps' calls are open: what they do not use of their reservations comes back, so ask again then."""


def max_input_tokens(prompt: Prompt, schema: str) -> int:
    """What a request can be charged as at the most: a token is a byte at least in every tokenizer that models use.

    `schema` is the JSON Schema of the answer, as it is sent.
    """
    return sum(len(text.encode()) for text in (prompt.system, prompt.user, schema)) + OVERHEAD_TOKENS


def judge(snapshot: Snapshot, call: Call, *, patient: bool) -> Call | Wait | Refused:
    """The call as it may be made and must be reserved for, with the run as it stands.

    It may get fewer tokens of output than it wants. `patient`: it would rather wait for other calls to end.
    """
    limit = snapshot["budget"]["max_cost_usd"]
    if limit is None:
        return call
    wanted = call.wanted_usd
    if wanted is None:
        return Refused(f"{call.model} has no known price, so a run with a limit of ${limit:.9g} cannot ask it")
    left = allowance(snapshot, limit)
    if wanted <= left:
        return call
    if patient and _others_are_open(snapshot, call.step):
        return Wait()
    return call.within(left) or Refused(_too_little(snapshot, limit, wanted))


def allowance(snapshot: Snapshot, limit: float) -> float:
    """What is left of a limit for further calls, in US dollars; below 0 if a limit was set too late."""
    budget = snapshot["budget"]
    gone = snapshot["usage"]["cost_usd"] + budget["held_usd"] + budget["reserved_usd"]
    left: float = round(-_up(-limit) - gone, 9)
    return left


def spent_usd(snapshot: Snapshot) -> float:
    """What a run's ended calls count for: those of unknown cost for the most that they can have cost."""
    spent: float = round(snapshot["usage"]["cost_usd"] + snapshot["budget"]["held_usd"], 9)
    return spent


def _others_are_open(snapshot: Snapshot, step: str) -> bool:
    return any(other["call"] is not None and other["id"] != step for other in snapshot["steps"])


def _too_little(snapshot: Mapping[str, Any], limit: float, wanted: float) -> str:
    sums = [
        f"${snapshot['usage']['cost_usd']:.9g} are spent",
        f"${snapshot['budget']['held_usd']:.9g} held for calls whose cost was never told",
        f"${snapshot['budget']['reserved_usd']:.9g} reserved for open calls",
    ]
    return (
        f"The run may cost ${limit:.9g}: {', '.join(sums)}, and the next call may cost ${wanted:.9g}. "
        "It can be continued with a higher max_cost_usd"
    )


def _up(usd: float) -> float:
    """The next whole billionth, to which sums in the log are rounded; what floats add to a whole one is none more."""
    near = round(usd, 9)
    return near if usd - near < 1e-12 else round(near + 1e-9, 9)
