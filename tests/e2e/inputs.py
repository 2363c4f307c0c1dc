"""A whole input for each kind: the first example that the kind itself publishes."""

from typing import Any

from tailrace import kinds


def example(kind: str, site: str = "") -> dict[str, Any]:
    """The input; `site` is the page that a video is to be made of, where there is no internet."""
    first: dict[str, Any] = kinds.load(kind).input_model.model_json_schema()["examples"][0]
    return {**first, "url": site} if site else first
