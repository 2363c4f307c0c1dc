"""What a call costs, by the price list inside the genai-prices package: no network, as old as the package.

Prices there depend on the date, so every function takes the time at which the call is, or was, begun.
"""

from datetime import UTC, datetime
from functools import cache

from tailrace.events import Price
from tailrace.providers.types import Usage

# genai-prices names some providers otherwise than we do.
PRICE_LISTS = {"gemini": "google"}


def load() -> None:
    """Load the price list, which takes a fifth of a second, once in a process."""
    cost_usd("openai", "", Usage(0, 0), datetime.now(UTC))


def cost_usd(provider: str, model: str, usage: Usage, at: datetime) -> float | None:
    """US dollars at that time's list price; None for a model without a price, and while a token count is unknown.

    Tiers and the prices of cached input are counted; discounts of an account are not.
    """
    if usage.input_tokens is None or usage.output_tokens is None:
        return None
    import genai_prices

    counts = genai_prices.Usage(
        input_tokens=usage.input_tokens,
        output_tokens=usage.output_tokens,
        cache_read_tokens=usage.cache_read_tokens,
        cache_write_tokens=usage.cache_write_tokens,
    )
    try:
        price = genai_prices.calc_price(
            counts, model, provider_id=PRICE_LISTS.get(provider, provider), genai_request_timestamp=at
        )
    except LookupError:
        return None
    return float(price.total_price)


def most_usd(provider: str, model: str, input_tokens: int, output_tokens: int, at: datetime) -> float | None:
    """The most that a call of up to so many tokens can cost; None for a model without a price.

    Input that a provider writes into its cache, which it decides by itself, can cost more than other input.
    """
    plain = cost_usd(provider, model, Usage(input_tokens, output_tokens), at)
    written = cost_usd(provider, model, Usage(input_tokens, output_tokens, cache_write_tokens=input_tokens), at)
    return None if plain is None or written is None else max(plain, written)


def price(provider: str, model: str, at: datetime) -> Price | None:
    """What the list says of a model at that time, for the record; None for a model without a price."""
    one_each = [
        cost_usd(provider, model, usage, at) for usage in (Usage(1, 0), Usage(0, 1))
    ]  # A single token is in the first tier.
    if one_each[0] is None or one_each[1] is None:
        return None
    per_input, per_output = (round(usd * 1e6, 6) for usd in one_each if usd is not None)
    return Price(
        input_usd_per_mtok=per_input,
        output_usd_per_mtok=per_output,
        source=_source(),
        as_of=at.astimezone(UTC).date().isoformat(),
    )


@cache
def _source() -> str:
    from importlib.metadata import version

    return f"genai-prices {version('genai-prices')}"
