"""A text inside Markdown that is text and nothing else, whoever wrote it."""

import re

# Every ASCII mark that can mean something inside a line may be escaped (https://spec.commonmark.org/0.31.2/#backslash-escapes).
_MARKS = re.compile(r"([\\`*_{}\[\]<>#|~&!$])")
# What makes a line a list item, a heading's underline or a rule, at its beginning only.
_LEADING = re.compile(r"^(\d{1,9})([.)])(?=\s|$)|^([-+=:])")


def inline(text: str) -> str:
    """The text on one line, as text and nothing else."""
    plain = _MARKS.sub(r"\\\1", " ".join(text.replace("\0", " ").split()))
    return _LEADING.sub(lambda m: f"{m[1]}\\{m[2]}" if m[1] else f"\\{m[3]}", plain)
