"""Costs by the packaged price list."""

from datetime import UTC, datetime
from importlib.metadata import version

import pytest

from tailrace.providers import Usage
from tailrace.providers.models import DEFAULTS
from tailrace.providers.prices import cost_usd, most_usd, price

NOW = datetime(2026, 11, 20, 23, 30, tzinfo=UTC)
MODELS = [(provider, model) for provider, tiers in DEFAULTS.items() for model in tiers.values()]


@pytest.mark.parametrize(("provider", "model"), MODELS)
def test_every_default_model_has_a_price(provider: str, model: str) -> None:
    small, large = (cost_usd(provider, model, Usage(tokens, tokens), NOW) for tokens in (1000, 2000))
    assert small is not None
    assert large is not None
    assert 0 < small < large


def test_output_is_dearer_than_input_and_cached_input_is_cheaper() -> None:
    output = cost_usd("openai", "gpt-6-luna", Usage(0, 1000), NOW)
    fresh = cost_usd("openai", "gpt-6-luna", Usage(1000, 0), NOW)
    read = cost_usd("openai", "gpt-6-luna", Usage(1000, 0, cache_read_tokens=900), NOW)
    written = cost_usd("openai", "gpt-6-luna", Usage(1000, 0, cache_write_tokens=900), NOW)
    assert output is not None
    assert fresh is not None
    assert read is not None
    assert written is not None
    assert read < fresh < written < output


def test_nothing_costs_nothing() -> None:
    assert cost_usd("anthropic", "claude-haiku-5-5", Usage(0, 0), NOW) == 0


def test_a_dated_name_of_a_known_model_has_its_price() -> None:
    usage = Usage(1000, 1000)
    assert cost_usd("anthropic", "claude-haiku-5-5-20261001", usage, NOW) == cost_usd(
        "anthropic", "claude-haiku-5-5", usage, NOW
    )


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
    assert cost_usd(provider, model, usage, NOW) is None


@pytest.mark.parametrize(("provider", "model"), MODELS)
@pytest.mark.parametrize("tokens", [0, 1000, 250_000, 600_000])
def test_no_call_of_so_many_tokens_costs_more_than_the_most(provider: str, model: str, tokens: int) -> None:
    most = most_usd(provider, model, tokens, 2000, NOW)
    assert most is not None
    for used in (tokens, tokens // 2):
        for parts in ({}, {"cache_read_tokens": used}, {"cache_write_tokens": used}):
            cost = cost_usd(provider, model, Usage(used, 2000, **parts), NOW)
            assert cost is not None
            assert cost <= most


def test_a_price_says_where_it_is_from_and_of_which_day() -> None:
    told = price("openai", "gpt-6-luna", NOW)
    assert told is not None
    assert told.source == f"genai-prices {version('genai-prices')}"
    assert told.as_of == "2026-11-20"
    cost = cost_usd("openai", "gpt-6-luna", Usage(1000, 2000), NOW)
    assert cost == pytest.approx((told.input_usd_per_mtok + 2 * told.output_usd_per_mtok) / 1000)


def test_a_model_without_a_price_has_none_and_no_most() -> None:
    assert price("openai", "somebody-elses-model", NOW) is None
    assert most_usd("openai", "somebody-elses-model", 10, 10, NOW) is None
