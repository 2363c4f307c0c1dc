"""Brands and requests, for the tests of the video."""

from typing import Any

from tailrace.kinds.video.brand_model import (
    Brand,
    CallToAction,
    Colours,
    Fact,
    Feature,
    Fonts,
    Logo,
    Proof,
    Swatch,
)
from tailrace.kinds.video.input import VideoInput
from tailrace.kinds.video.page import Rating, Stat, Testimonial

SITE = "https://lumen.example/"

NO_PROOF = Proof(stats=[], testimonials=[], customers=[], rating=None)
NO_COLOURS = Colours(primary=None, secondary=None, accent=None, background=None, text=None, palette=[])
PROOF = Proof(
    stats=[Stat(value="40,000+", label="teams")],
    testimonials=[
        Testimonial(quote="It gave us our Mondays back.", author="Ana Ruiz", company="Fjord", source="quote")
    ],
    customers=["Fjord", "Oat & Co"],
    rating=Rating(value="4.8", best="5", count="1,250"),
)
COLOURS = Colours(
    primary="#4f46e5",
    secondary="#06b6d4",
    accent="#f59e0b",
    background="#ffffff",
    text="#111827",
    palette=[
        Swatch(hex="#4f46e5", role="primary", source="button"),
        Swatch(hex="#e0e7ff", role=None, source="background"),
    ],
)


def fact(text: str) -> Fact:
    return Fact(text=text, source="hero")


def brand(**fields: Any) -> Brand:
    """A brand of which everything is known; `fields` replace."""
    known: dict[str, Any] = {
        "name": fact("Lumen"),
        "tagline": fact("Planning that keeps itself up to date"),
        "description": fact("Lumen is a planner for small teams."),
        "headline": fact("Plans that stay true"),
        "subhead": fact("Set up in 5 minutes."),
        "problem": fact("Plans are out of date before the meeting ends."),
        "solution": fact("Lumen moves what has to move."),
        "category": fact("planning"),
        "pricing": None,
        "keywords": [],
        "features": [
            Feature(title=title, text=text, source="heading")
            for title, text in (
                ("Live plans", "Every change moves what depends on it."),
                ("One calendar", None),
                ("Quiet hours", "Nobody is asked at night."),
            )
        ],
        "calls_to_action": [
            CallToAction(label="Start for free", url=None, rank="primary", place="hero", source="button")
        ],
        "proof": PROOF,
        "colours": COLOURS,
        "fonts": Fonts(heading="Inter", body=None, mono=None),
        "logo": Logo(url="https://lumen.example/logo.svg", alt="Lumen", source="logo"),
        "voice": None,
        "quality": [],
    }
    return Brand.model_validate({**known, **fields})


def wanted(**fields: Any) -> VideoInput:
    """A request; `fields` replace."""
    return VideoInput.model_validate({"url": SITE, **fields})
