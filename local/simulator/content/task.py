"""What a composer of answers is given."""

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from typing import Any

from local.simulator.content.fill import Filler


@dataclass(frozen=True)
class Task:
    """One answer to write: by `schema`, as the prompt (`system`, `user`) says, in the manner of `provider`.

    `rng` is seeded by the prompt, so that the same prompt has the same answer. `breaks_rules`: the answer is to have
    the right form and to break a rule of the prompt that a check can find.
    """

    schema: Mapping[str, Any]
    system: str
    user: str
    provider: str
    rng: Random
    filler: Filler
    breaks_rules: bool

    def names(self) -> frozenset[str]:
        """The properties of the answer: what tells one sort of answer from another."""
        return frozenset(self.filler.resolve(self.schema).get("properties") or ())
