"""A brand as a page shows it: facts with the place where each was found; what the page doesn't say is null or empty."""

from typing import Literal

from tailrace.events import Strict
from tailrace.kinds.video.page import Place, Rating, Stat, Testimonial

Source = Literal[
    "json_ld", "meta", "title", "header", "hero", "heading", "text", "button", "link", "logo", "domain", "style_sheet"
]
"""Where on the page a fact was found."""

ColourRole = Literal["primary", "secondary", "accent", "background", "text"]
Tone = Literal["formal", "friendly", "technical", "energetic", "neutral"]


class Fact(Strict):
    """The page's own words."""

    text: str
    source: Source


class Swatch(Strict):
    """A colour (`#rrggbb`) of the brand's palette. `source` tells its use on the page, as in page.ColourUse."""

    hex: str
    role: ColourRole | None
    source: str


class Colours(Strict):
    """Colours by role, `#rrggbb`; null where the page has none for it. `palette` is every colour that counts.

    Text is readable on the background: a contrast of 4.5 at least (WCAG 2.2, 1.4.3), or null.
    """

    primary: str | None
    secondary: str | None
    accent: str | None
    background: str | None
    text: str | None
    palette: list[Swatch]


class Fonts(Strict):
    """Families by role, as the style sheets name them; null where they name none."""

    heading: str | None
    body: str | None
    mono: str | None


class Logo(Strict):
    """`url` is null for a logo that is drawn in the page itself."""

    url: str | None
    alt: str | None
    source: Source


class Feature(Strict):
    """`text` is what the page says about it, or null."""

    title: str
    text: str | None
    source: Source


class CallToAction(Strict):
    """What visitors are asked to do. The first one of a brand is `primary`."""

    label: str
    url: str | None
    rank: Literal["primary", "secondary"]
    place: Place
    source: Source


class Proof(Strict):
    """What the page itself shows as proof: empty where it shows none."""

    stats: list[Stat]
    testimonials: list[Testimonial]
    customers: list[str]
    rating: Rating | None


class Voice(Strict):
    """How the page talks, by the rules of brand_voice.py. `basis` says what was counted."""

    tone: Tone
    adjectives: list[str]
    basis: str


class QualityPoint(Strict):
    """One thing that makes the brand sure: `points` out of `weight`, and why."""

    name: str
    points: int
    weight: int
    reason: str


class Brand(Strict):
    """A brand, from nothing but its page."""

    name: Fact | None
    tagline: Fact | None
    description: Fact | None
    headline: Fact | None
    subhead: Fact | None
    problem: Fact | None
    solution: Fact | None
    category: Fact | None
    pricing: Fact | None
    keywords: list[str]
    features: list[Feature]
    calls_to_action: list[CallToAction]
    proof: Proof
    colours: Colours
    fonts: Fonts
    logo: Logo | None
    voice: Voice | None
    quality: list[QualityPoint]

    @property
    def confidence(self) -> int:
        """How much of a brand was found, 0–100: the sum of the quality points."""
        return sum(point.points for point in self.quality)
