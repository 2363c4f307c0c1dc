"""Costs by the packaged price list."""

import pytest

from tailrace.providers import Usage
from tailrace.providers.models import DEFAULTS
from tailrace.providers.prices import cost_usd


@pytest.mark.parametrize(
    ("provider", "model"), [(provider, model) for provider, tiers in DEFAULTS.items() for model in tiers.values()]
)
def test_every_default_model_has_a_price(provider: str, model: str) -> None:
    small, large = (cost_usd(provider, model, Usage(tokens, tokens)) for tokens in (1000, 2000))
    assert small is not None
    assert large is not None
    assert 0 < small < large


def test_output_is_dearer_than_input_and_cached_input_is_cheaper() -> None:
    output = cost_usd("openai", "gpt-6-luna", Usage(0, 1000))
    fresh = cost_usd("openai", "gpt-6-luna", Usage(1000, 0))
    read = cost_usd("openai", "gpt-6-luna", Usage(1000, 0, cache_read_tokens=900))
    written = cost_usd("openai", "gpt-6-luna", Usage(1000, 0, cache_write_tokens=900))
    assert output is not None
    assert fresh is not None
    assert read is not None
    assert written is not None
    assert read < fresh < written < output


def test_nothing_costs_nothing() -> None:
    assert cost_usd("anthropic", "claude-haiku-5-5", Usage(0, 0)) == 0


def test_a_dated_name_of_a_known_model_has_its_price() -> None:
    usage = Usage(1000, 1000)
    assert cost_usd("anthropic", "claude-haiku-5-5-20261001", usage) == cost_usd("anthropic", "claude-haiku-5-5", usage)


@pytest.mark.parametrize(
    ("provider", "model", "usage"),
    [
        ("openai", "somebody-elses-model", Usage(10, 10)),
        ("nobody", "gpt-6-luna", Usage(10, 10)),
        ("openai", "gpt-6-luna", Usage(None, 10)),
        ("openai", "gpt-6-luna", Usage(10, None)),
    ],
)
def test_an_unknown_cost_is_unknown_not_zero(provider: str, model: str, usage: Usage) -> None:
    assert cost_usd(provider, model, usage) is None
