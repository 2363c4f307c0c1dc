"""What is known: the brand as its page shows it, and what the client wrote. In a prompt it stands as data."""

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from tailrace.kinds.video.brand_model import Brand, Proof
from tailrace.kinds.video.input import VideoInput

# More than any story tells, without paying for a page of a hundred cards.
_FEATURES, _LABELS, _QUOTES = 8, 4, 3
# What is told of a refused answer: enough to mend it.
MOST_FINDINGS = 12


def of_brand(brand: Brand, site: str) -> dict[str, Any]:
    """The brand's words, without what the page doesn't say. `site` is the page's address."""
    names = ("name", "tagline", "headline", "subhead", "description", "problem", "solution", "category", "pricing")
    single = {name: fact.text for name in names if (fact := getattr(brand, name))}
    voice = brand.voice and {"tone": brand.voice.tone, "adjectives": brand.voice.adjectives}
    several = {
        "features": [{"title": f.title, "text": f.text} for f in brand.features[:_FEATURES]],
        "calls_to_action": [c.label for c in brand.calls_to_action[:_LABELS]],
        "proof": _proof(brand.proof),
        "voice": voice,
    }
    several["site"] = host(site)
    return {**single, **{name: value for name, value in several.items() if value}}


def of_client(wanted: VideoInput) -> dict[str, Any]:
    """What the client wrote, without what was left empty."""
    given = {
        "text": wanted.text,
        "problem": wanted.problem_statement,
        "sets_it_apart": wanted.differentiators,
    }
    return {name: value for name, value in given.items() if value}


def feedback(snapshot: Mapping[str, Any]) -> list[str]:
    """What people wanted changed when steps were made again: it may be told like all else that the client wrote."""
    return [step["feedback"] for step in snapshot["steps"] if step["feedback"]]


def texts(value: Any) -> Iterator[str]:
    """Every text inside a JSON value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from texts(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from texts(inner)


def host(site: str) -> str | None:
    """The site's name as people say it; None where it has only an address of numbers, or none for others."""
    name = (urlsplit(site).hostname or "").removeprefix("www.")
    return name if "." in name and not name.rpartition(".")[2].isdigit() else None


def _proof(proof: Proof) -> dict[str, Any]:
    shown = {
        "stats": [f"{s.value} {s.label}" for s in proof.stats],
        "quotes": [
            {"quote": t.quote, "by": ", ".join(filter(None, (t.author, t.company)))}
            for t in proof.testimonials[:_QUOTES]
        ],
        "customers": proof.customers,
        "rating": proof.rating and proof.rating.model_dump(exclude_none=True),
    }
    return {name: value for name, value in shown.items() if value}
