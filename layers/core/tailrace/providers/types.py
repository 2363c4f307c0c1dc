"""What a model call is given and what it costs, the same for every provider."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pydantic import BaseModel

PROVIDERS = ("openai", "anthropic", "gemini")
"""All providers, in the order in which they are preferred by default."""


@dataclass(frozen=True)
class Prompt:
    """One request for JSON in the shape of `output`.

    `max_output_tokens` counts hidden reasoning too. `temperature` goes to Gemini only: OpenAI's current models and
    Anthropic's refuse a request that sets it.
    """

    system: str
    user: str
    output: "type[BaseModel]"
    max_output_tokens: int
    temperature: float | None = None


@dataclass(frozen=True)
class Usage:
    """Tokens of one call; None where the provider has not told (yet).

    `cache_read_tokens` and `cache_write_tokens` are parts of `input_tokens` with prices of their own.
    """

    input_tokens: int | None
    output_tokens: int | None
    cache_read_tokens: int = 0
    cache_write_tokens: int = 0
