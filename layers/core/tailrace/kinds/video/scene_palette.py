"""The colours that scenes may have: the brand's where it has any, black, white, and any of these made transparent."""

import re
from dataclasses import dataclass

from tailrace.kinds.video.brand_model import Brand

BLACK, WHITE = "#000000", "#ffffff"
# What is used where a page shows no colours: greys, which belong to nobody.
NEUTRAL = {"primary": "#374151", "background": "#f9fafb", "text": "#111827"}

_HEX = re.compile(r"#([0-9a-f]{3,8})", re.IGNORECASE)
# The least contrast at which text is readable (WCAG 2.2, 1.4.3).
READABLE = 4.5


@dataclass(frozen=True)
class Palette:
    """Colours as `#rrggbb`. `primary` is shown in every scene if `branded`; `allowed` holds all that may be used."""

    primary: str
    background: str
    text: str
    accent: str
    allowed: frozenset[str]
    branded: bool


def of(brand: Brand) -> Palette:
    """The palette of this brand; a role that it has no colour for gets one that goes with the others."""
    colours = brand.colours
    branded = bool(colours.primary)
    primary = colours.primary or NEUTRAL["primary"]
    background = colours.background or (WHITE if branded else NEUTRAL["background"])
    text = colours.text if colours.text and contrast(colours.text, background) >= READABLE else readable_on(background)
    known = {colours.primary, colours.secondary, colours.accent, colours.background, colours.text, BLACK, WHITE}
    known |= {swatch.hex for swatch in colours.palette} | {primary, background, text}
    return Palette(
        primary=primary,
        background=background,
        text=text,
        accent=colours.accent or colours.secondary or primary,
        allowed=frozenset(colour.lower() for colour in known if colour),
        branded=branded,
    )


def opaque(colour: str) -> str | None:
    """A hex colour of 3, 4, 6 or 8 digits as `#rrggbb`, its transparency left out; None if it is no colour."""
    found = _HEX.fullmatch(colour)
    digits = found[1].lower() if found else ""
    if len(digits) in (3, 4):
        return "#" + "".join(d * 2 for d in digits[:3])
    return f"#{digits[:6]}" if len(digits) in (6, 8) else None


def readable_on(background: str) -> str:
    """Black or white, whichever is easier to read on this colour."""
    return max((BLACK, WHITE), key=lambda colour: contrast(colour, background))


def contrast(one: str, other: str) -> float:
    """The contrast of two colours, 1–21, by WCAG 2.2's definition of relative luminance."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (red, green, blue)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
