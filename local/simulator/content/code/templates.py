"""The texts that files are made of: `templates/`, with `{{name}}` where something is filled in.

A line that holds nothing but an empty value is left out. A comment that begins with digits (`//12 …`, `#3 …`) is one
that only the models of these numbers write.
"""

import re
from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).with_name("templates")
_PLACE = re.compile(r"\{\{(\w+)\}\}")
_LINE = re.compile(r"^[ \t]*\{\{(\w+)\}\}[ \t]*\n", re.MULTILINE)
_REMARK = re.compile(r"^([ \t]*)(//|#)([123]+) (.*\n)", re.MULTILINE)
_PART = re.compile(r"^=== (\w+)\n", re.MULTILINE)


def render(name: str, voice: int, /, **values: str) -> str:
    """The whole template. Raises KeyError for a place that has no value."""
    return fill(_template(name), voice, **values)


def part(name: str, title: str, voice: int, /, **values: str) -> str:
    """What stands under `=== title`, or nothing if there is no such part."""
    parts = _PART.split(_template(name))
    found = dict(zip(parts[1::2], parts[2::2], strict=True)).get(title, "")
    return fill(found, voice, **values)


def fill(text: str, voice: int, /, **values: str) -> str:
    """`text` with its places filled, and only the remarks of this voice."""
    text = _REMARK.sub(lambda m: f"{m[1]}{m[2]} {m[4]}" if str(voice) in m[3] else "", text)
    text = _LINE.sub(lambda m: "" if values[m[1]] == "" else m[0], text)
    return _PLACE.sub(lambda m: values[m[1]], text)


@cache
def _template(name: str) -> str:
    return (_FOLDER / f"{name}.tmpl").read_text(encoding="utf-8")
