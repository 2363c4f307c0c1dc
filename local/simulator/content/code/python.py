"""Values as Python writes them."""

import json
from typing import Any

from local.simulator.content.code.design import Resource


def literal(value: Any) -> str:
    """A text, a number or a truth value, with double quotes."""
    return str(value) if isinstance(value, bool) else json.dumps(value, ensure_ascii=False)


def samples(thing: Resource) -> str:
    """The sample data, a line each."""
    return "\n".join(
        "    {" + ", ".join(f"{literal(name)}: {literal(value)}" for name, value in sample.items()) + "},"
        for sample in thing.samples
    )
