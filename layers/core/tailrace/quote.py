"""Text of clients, pages and models inside a prompt: data between marks that it can't close."""

import json
from typing import Any


def quote(value: Any) -> str:
    """JSON on one line, with no `<` that could close the fence around it and no character that ends a line."""
    return json.dumps(value, ensure_ascii=False).replace("<", "\\u003c").replace("\u2028", " ").replace("\u2029", " ")


def fenced(mark: str, value: Any) -> str:
    """`value` as JSON between `<mark>` and `</mark>`, each on a line of its own."""
    return f"<{mark}>\n{quote(value)}\n</{mark}>"
