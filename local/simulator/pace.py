"""How fast each simulated service answers."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

MODELS = ("openai", "anthropic", "gemini")
SERVICES = (*MODELS, "youtube")


@dataclass(frozen=True)
class Pace:
    """`first_token_ms` until the first token (0: at once), then `tokens_per_second` (None: all at once)."""

    first_token_ms: float
    tokens_per_second: float | None

    def due_s(self, tokens: int) -> float:
        """Seconds after the request at which the `tokens`-th token (from 1) has been generated."""
        if not self.tokens_per_second:
            return self.first_token_ms / 1000
        return self.first_token_ms / 1000 + (tokens - 1) / self.tokens_per_second


# What small, fast models did in late 2026, as an order of magnitude; a search takes a few milliseconds.
DEFAULTS: Mapping[str, Pace] = {
    "openai": Pace(350, 95),
    "anthropic": Pace(550, 75),
    "gemini": Pace(420, 115),
    "youtube": Pace(20, None),
}


class PaceChange(BaseModel):
    """The values of one service that a request changes; what is not named stays."""

    model_config = ConfigDict(extra="forbid", strict=True)

    first_token_ms: float | None = Field(None, ge=0, le=600_000)
    tokens_per_second: float | None = Field(None, ge=0, le=1_000_000)

    def on(self, pace: Pace) -> Pace:
        """`pace` with the values that were named; null is 0 ms, and 0 tokens a second is no limit."""
        if "first_token_ms" in self.model_fields_set:
            pace = replace(pace, first_token_ms=self.first_token_ms or 0)
        if "tokens_per_second" in self.model_fields_set:
            pace = replace(pace, tokens_per_second=self.tokens_per_second or None)
        return pace


class ProviderChanges(BaseModel):
    """Changes of single services, by name."""

    model_config = ConfigDict(extra="forbid")

    openai: PaceChange | None = None
    anthropic: PaceChange | None = None
    gemini: PaceChange | None = None
    youtube: PaceChange | None = None

    def items(self) -> Iterator[tuple[str, PaceChange]]:
        for name in SERVICES:
            change: PaceChange | None = getattr(self, name)
            if change is not None:
                yield name, change


class SettingsChange(PaceChange):
    """The body of PUT /simulator/settings: values for all models, then for single services, and a seed."""

    seed: int | None = None
    providers: ProviderChanges | None = None


class Settings:
    """The pace of every service, and the seed that the answers are made from."""

    def __init__(self) -> None:
        self.pace = dict(DEFAULTS)
        self.seed = 0

    def change(self, change: SettingsChange) -> None:
        """Apply a change: first to all models (YouTube only by its name), then to the services named."""
        for name in MODELS:
            self.pace[name] = change.on(self.pace[name])
        for name, single in change.providers.items() if change.providers else ():
            self.pace[name] = single.on(self.pace[name])
        if "seed" in change.model_fields_set:
            self.seed = change.seed or 0

    def show(self) -> dict[str, Any]:
        """All values; those at the top are there when they hold for all three models."""
        paces = [self.pace[name] for name in MODELS]
        shown: dict[str, Any] = {}
        if len({pace.first_token_ms for pace in paces}) == 1:
            shown["first_token_ms"] = paces[0].first_token_ms
        if len({pace.tokens_per_second for pace in paces}) == 1:
            shown["tokens_per_second"] = paces[0].tokens_per_second
        providers = {
            name: {"first_token_ms": pace.first_token_ms, "tokens_per_second": pace.tokens_per_second}
            for name, pace in self.pace.items()
        }
        return {**shown, "seed": self.seed, "providers": providers}
