"""Texts inside Markdown that can't break its structure, whatever they hold."""

import re
from collections.abc import Iterable, Sequence

from tailrace.markdown import inline

_ANY_HEADING = re.compile(r"^ {0,3}(#{1,6})[ \t]+(.*?)(?:[ \t]+#+)?[ \t]*$")
_BULLET = re.compile(r"^\s*[-*+•][ \t]+(.*)$")
_BOLD = re.compile(r"\*\*([^*\n]+)\*\*")


def paragraphs(text: str) -> str:
    """The text with its blank lines as paragraphs."""
    return "\n\n".join(inline(part) for part in re.split(r"\n\s*\n", text) if part.strip())


def bullets(items: Iterable[str]) -> str:
    """A list of texts."""
    return "\n".join(f"- {inline(item)}" for item in items)


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table (GitHub's), cells as text."""
    lines = [head, ["---"] * len(head), *([inline(cell) for cell in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def nested(page: str, below: int) -> str:
    """Markdown that a model wrote, under a heading of level `below`.

    Its headings (as deep as that makes them), bullets and bold text stay what they are, all else is text.
    """
    lines = []
    for line in page.splitlines():
        heading, bullet = _ANY_HEADING.match(line), _BULLET.match(line)
        if heading:
            lines += ["", f"{'#' * min(6, below + len(heading[1]))} {inline(heading[2])}", ""]
        elif bullet:
            # Without its text it would underline the line before it, which makes a heading of that.
            lines += [f"- {text}"] if (text := _with_bold(bullet[1])) else [""]
        else:
            lines += [_with_bold(line)] if line.strip() else [""]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _with_bold(line: str) -> str:
    pieces = _BOLD.split(line)
    if len(pieces) == 1:
        return inline(line)
    # Odd pieces stood between two pairs of asterisks. Spaces around them are kept, inside they would end the bold text.
    made = [f"**{inline(piece)}**" if n % 2 and piece.strip() else _kept(piece) for n, piece in enumerate(pieces)]
    return "".join(made).strip()


def _kept(piece: str) -> str:
    before = " " if piece[:1].isspace() else ""
    after = " " if piece[-1:].isspace() and piece.strip() else ""
    return before + inline(piece) + after
