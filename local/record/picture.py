"""A recorded terminal as an SVG that loads nothing: a page that shows it tells nobody."""

import re

from rich._export_format import CONSOLE_SVG_FORMAT
from rich.console import Console
from rich.terminal_theme import TerminalTheme

# What common systems have; all of them are 0.6 as wide as they are high, and the SVG stretches what is not.
_FONTS = 'ui-monospace, "SF Mono", Menlo, "DejaVu Sans Mono", "Liberation Mono", Consolas, monospace'
_ASPECT = 0.6

_BACKGROUND, _FOREGROUND = (13, 17, 23), (230, 237, 243)
_GREEN, _YELLOW, _BLUE = (126, 231, 135), (255, 166, 87), (121, 192, 255)
_RED, _MAGENTA, _CYAN = (255, 123, 114), (210, 168, 255), (86, 212, 221)
_BLACK, _BRIGHT_BLACK, _WHITE = (72, 79, 88), (61, 68, 77), (177, 186, 196)
_HUES = [_RED, _GREEN, _YELLOW, _BLUE, _MAGENTA, _CYAN]
_THEME = TerminalTheme(_BACKGROUND, _FOREGROUND, [_BLACK, *_HUES, _WHITE], [_BRIGHT_BLACK, *_HUES, _FOREGROUND])


def draw(console: Console) -> str:
    """The console's recording as SVG text."""
    svg = console.export_svg(
        title="Tailrace: three providers race, the client tails the log",
        theme=_THEME,
        code_format=_format(),
        font_aspect_ratio=_ASPECT,
        unique_id="tailrace",
    )
    return "\n".join(line.rstrip() for line in svg.splitlines()) + "\n"


def _format() -> str:
    """Rich's own format without the fonts that it would load."""
    without_fonts = re.sub(r"@font-face \{\{.*?\}\}\s*", "", CONSOLE_SVG_FORMAT, flags=re.DOTALL)
    named = without_fonts.replace("Fira Code, monospace", _FONTS).replace(
        "font-family: arial", f"font-family: {_FONTS}"
    )
    return named.replace("font-size: 18px", "font-size: 15px")
