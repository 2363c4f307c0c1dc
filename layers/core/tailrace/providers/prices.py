"""What a call cost, by the price list inside the genai-prices package: no network, as old as the package."""

from tailrace.providers.types import Usage

# genai-prices names some providers otherwise than we do.
PRICE_LISTS = {"gemini": "google"}


def load() -> None:
    """Load the price list, which takes a fifth of a second: best done while a model is thinking."""
    cost_usd("openai", "", Usage(0, 0))


def cost_usd(provider: str, model: str, usage: Usage) -> float | None:
    """US dollars at today's list price; None for a model without a price, and while a token count is unknown.

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
        price = genai_prices.calc_price(counts, model, provider_id=PRICE_LISTS.get(provider, provider))
    except LookupError:
        return None
    return float(price.total_price)
