"""Which model is asked: a fast and a strong one for each provider, and how the settings replace them."""

from typing import Literal, cast, get_args

Tier = Literal["fast", "strong"]
TIERS: tuple[Tier, ...] = get_args(Tier)

# As of November 2026. Settings, not facts of the code: TAILRACE_MODELS replaces any of them.
DEFAULTS: dict[str, dict[Tier, str]] = {
    "openai": {"fast": "gpt-6-luna", "strong": "gpt-6.1-sol"},
    "anthropic": {"fast": "claude-haiku-5-5", "strong": "claude-sonnet-5-5"},
    "gemini": {"fast": "gemini-3.8-flash", "strong": "gemini-4-argon"},
}


def choose(overrides: str, provider: str, tier: Tier) -> str:
    """The model of `provider` for `tier`, as `overrides` (see `parse`) or the defaults say. Raises `ValueError`."""
    return parse(overrides).get((provider, tier)) or DEFAULTS[provider][tier]


def parse(overrides: str) -> dict[tuple[str, Tier], str]:
    """`openai=gpt-6-luna,anthropic.strong=claude-sonnet-5-5` as {(provider, tier): model}.

    A provider without a tier stands for both; the one with a tier wins, in any order. Raises `ValueError` that says
    which entry is wrong and how it should look.
    """
    both: dict[tuple[str, Tier], str] = {}
    one: dict[tuple[str, Tier], str] = {}
    for entry in filter(None, (part.strip() for part in overrides.split(","))):
        name, equals, model = (part.strip() for part in entry.partition("="))
        provider, dot, tier = name.partition(".")
        if not equals or not model or any(c.isspace() for c in model):
            raise _wrong(entry, "expected provider=model or provider.tier=model")
        if provider not in DEFAULTS:
            raise _wrong(entry, f"the provider must be one of {', '.join(DEFAULTS)}")
        if dot and tier not in TIERS:
            raise _wrong(entry, f"the tier must be one of {', '.join(TIERS)}")
        target, tiers = (one, (cast(Tier, tier),)) if dot else (both, TIERS)
        for each in tiers:
            if (provider, each) in target:
                raise _wrong(entry, f"{name} is set twice")
            target[provider, each] = model
    return both | one


def _wrong(entry: str, why: str) -> ValueError:
    return ValueError(f"TAILRACE_MODELS: {entry!r}: {why}")
