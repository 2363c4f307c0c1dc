"""What the input models of all kinds are made of."""

from collections.abc import Sequence
from typing import TypeVar

from pydantic import ConfigDict, StringConstraints
from pydantic.config import JsonDict

from tailrace.events import Strict

T = TypeVar("T")

NOT_BLANK: JsonDict = {"pattern": r"\S"}
"""What `text_up_to` demands beyond JSON Schema's length, for who checks by the schema alone."""


class RequestPart(Strict):
    """A request, or a piece of one: unknown fields are refused, and "11" is not 11."""

    model_config = ConfigDict(strict=True)


def text_up_to(longest: int) -> StringConstraints:
    """Text of 1 to `longest` characters, not blank; space around it is dropped."""
    return StringConstraints(strip_whitespace=True, min_length=1, max_length=longest)


def unique(values: Sequence[T]) -> list[T]:
    """Each value once, in the order in which it was first named."""
    return list(dict.fromkeys(values))


def examples(*inputs: JsonDict) -> JsonDict:
    """A model's `json_schema_extra`: whole inputs that run as they are, which a form can begin with."""
    return {"examples": list(inputs)}
