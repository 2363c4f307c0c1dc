"""The brand's colours by role, from how the page uses them and from its logo."""

from collections import defaultdict
from collections.abc import Sequence

from tailrace.kinds.video.brand_model import Colours, Swatch
from tailrace.kinds.video.page import Colour, ColourUse, Page
from tailrace.kinds.video.scene_palette import READABLE, WHITE, contrast

_MOST_SWATCHES = 10
# How much a use says that a colour is the brand's: what is to be clicked and the logo, more than any text.
_WEIGHTS: dict[ColourUse, float] = {
    "button": 5,
    "logo": 4,
    "theme_color": 4,
    "custom_property": 1.5,
    "link": 2,
    "background": 1.5,
    "border": 1,
    "text": 1.5,
}
# Where a colour comes from is told by the use that says the most.
_WHOLE_PAGE = 10.0
_BRAND_NAMES = ("primary", "brand", "main")
_ACCENT_NAMES = ("accent", "highlight", "secondary")
_NAMED = 4.0
# OKLab chroma below which a colour is a grey, and the distance above which two colours are told apart at a glance.
_GREY, _DISTINCT = 0.04, 0.12

_LMS = (
    (0.4122214708, 0.5363325363, 0.0514459929),
    (0.2119034982, 0.6806995451, 0.1073969566),
    (0.0883024619, 0.2817188376, 0.6299787005),
)
_OKLAB = (
    (0.2104542553, 0.7936177850, -0.0040720468),
    (1.9779984951, -2.4285922050, 0.4505937099),
    (0.0259040371, 0.7827717662, -0.8086757660),
)


def find(page: Page) -> Colours:
    """The roles that the page has colours for; null for the others."""
    ranked = _ranked(page.colours)
    background = _first(page.colours, "page_background")
    primary = ranked[0] if ranked else _button_grey(page.colours, background)
    text = _text(page.colours, background)
    plain = [background, text]
    secondary = _next(ranked, [primary, *plain]) if primary else None
    accent = _named_accent(page.colours, [primary, secondary, *plain]) or (
        _next(ranked, [primary, secondary, *plain]) if secondary else None
    )
    roles = {
        colour: role
        for role, colour in (
            ("text", text),
            ("background", background),
            ("accent", accent),
            ("secondary", secondary),
            ("primary", primary),
        )
        if colour
    }
    sources: dict[str, str] = {}
    for colour in sorted(page.colours, key=lambda c: -_WEIGHTS.get(c.use, _WHOLE_PAGE)):
        sources.setdefault(colour.hex, colour.use)
    order = [*dict.fromkeys([*reversed(roles), *ranked, *sources])][:_MOST_SWATCHES]
    palette = [Swatch.model_validate({"hex": h, "role": roles.get(h), "source": sources[h]}) for h in order]
    return Colours(
        primary=primary, secondary=secondary, accent=accent, background=background, text=text, palette=palette
    )


def _ranked(colours: Sequence[Colour]) -> list[str]:
    """The colours that are no greys, by what their uses weigh. The tenth use adds less than the first."""
    weights: defaultdict[str, float] = defaultdict(float)
    for colour in colours:
        if colour.use in _WEIGHTS and _chroma(colour.hex) >= _GREY:
            weights[colour.hex] += _WEIGHTS[colour.use] * (1 + min(colour.count, 40) ** 0.5 / 3)
            if colour.name and any(name in colour.name.lower() for name in _BRAND_NAMES):
                weights[colour.hex] += _NAMED
    return sorted(weights, key=lambda h: (-weights[h], h))


def _button_grey(colours: Sequence[Colour], background: str | None) -> str | None:
    """A brand in black and white has it on its buttons."""
    greys = [c.hex for c in colours if c.use == "button" and c.hex != background]
    return greys[0] if greys else None


def _next(ranked: Sequence[str], taken: Sequence[str | None]) -> str | None:
    held = [colour for colour in taken if colour]
    return next((c for c in ranked if all(_distance(c, other) >= _DISTINCT for other in held)), None)


def _named_accent(colours: Sequence[Colour], taken: Sequence[str | None]) -> str | None:
    named = [
        c.hex for c in colours if c.name and any(n in c.name.lower() for n in _ACCENT_NAMES) and _chroma(c.hex) >= _GREY
    ]
    return _next(named, taken)


def _text(colours: Sequence[Colour], background: str | None) -> str | None:
    """The page's text colour, or the most used one that can be read; a page that sets no background is white."""
    candidates = [c.hex for c in colours if c.use == "page_text"] + [c.hex for c in colours if c.use == "text"]
    return next((c for c in candidates if contrast(c, background or WHITE) >= READABLE), None)


def _first(colours: Sequence[Colour], use: ColourUse) -> str | None:
    return next((colour.hex for colour in colours if colour.use == use), None)


def _chroma(colour: str) -> float:
    _, a, b = _oklab(colour)
    return float((a * a + b * b) ** 0.5)


def _distance(one: str, other: str) -> float:
    return float(sum((x - y) ** 2 for x, y in zip(_oklab(one), _oklab(other), strict=True)) ** 0.5)


def _oklab(colour: str) -> tuple[float, float, float]:
    """Lightness and the two axes of colour, by https://bottosson.github.io/posts/oklab/."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    cones = [sum(m * c for m, c in zip(row, linear, strict=True)) ** (1 / 3) for row in _LMS]
    lightness, a, b = (sum(m * c for m, c in zip(row, cones, strict=True)) for row in _OKLAB)
    return lightness, a, b
