"""The models' settings."""

import pytest

from tailrace.providers import PROVIDERS
from tailrace.providers.models import DEFAULTS, TIERS, choose, parse


def test_every_provider_has_a_model_of_each_tier() -> None:
    assert tuple(DEFAULTS) == PROVIDERS
    assert all(choose("", provider, tier) for provider in PROVIDERS for tier in TIERS)


def test_a_provider_stands_for_both_tiers_and_a_tier_wins_in_any_order() -> None:
    for overrides in ("openai=small, openai.strong=big", "openai.strong=big,openai=small,"):
        assert parse(overrides) == {("openai", "fast"): "small", ("openai", "strong"): "big"}
        assert choose(overrides, "openai", "fast") == "small"
        assert choose(overrides, "openai", "strong") == "big"
        assert choose(overrides, "gemini", "fast") == DEFAULTS["gemini"]["fast"]


def test_a_models_name_may_hold_what_names_hold() -> None:
    assert choose("openai=ft:gpt-6-luna:acme::a=b", "openai", "fast") == "ft:gpt-6-luna:acme::a=b"
    assert choose("gemini=models/gemini-3.8-flash", "gemini", "strong") == "models/gemini-3.8-flash"


@pytest.mark.parametrize(
    ("overrides", "why"),
    [
        ("gpt-6-luna", "expected provider=model"),
        ("openai=", "expected provider=model"),
        ("openai=a b", "expected provider=model"),
        ("openia=x", "one of openai, anthropic, gemini"),
        ("openai.slow=x", "one of fast, strong"),
        ("openai.=x", "one of fast, strong"),
        ("openai=x,openai=y", "set twice"),
        ("openai.fast=x,openai.fast=y", "set twice"),
    ],
)
def test_a_mistake_is_named(overrides: str, why: str) -> None:
    with pytest.raises(ValueError, match=why) as caught:
        parse(overrides)
    assert "TAILRACE_MODELS" in str(caught.value)
    assert overrides.split(",")[-1] in str(caught.value)
