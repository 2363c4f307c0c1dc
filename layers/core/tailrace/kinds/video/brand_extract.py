"""From a page to its brand: pure and deterministic; what the page doesn't say is null or empty."""

from tailrace.kinds.video import brand_actions, brand_colours, brand_features, brand_name, brand_quality, brand_voice
from tailrace.kinds.video import brand_words as words
from tailrace.kinds.video.brand_model import Brand, Fonts, Logo, Proof, Source
from tailrace.kinds.video.page import FontUse, Page

_LOGO_SOURCE: dict[str, Source] = {"json_ld": "json_ld", "image": "header", "svg": "header", "icon": "meta"}


def extract(page: Page) -> Brand:
    """The brand that this page shows."""
    named = brand_name.find(page)
    headline = words.headline(page, named.name)
    features = brand_features.find(page)
    actions = brand_actions.find(page)
    proof = _proof(page)
    colours = brand_colours.find(page)
    return Brand(
        name=named.name,
        tagline=words.tagline(page, named.name, headline),
        description=words.description(page),
        headline=headline,
        subhead=words.subhead(page),
        problem=words.problem(page),
        solution=words.solution(page),
        category=words.category(page),
        pricing=words.pricing(page),
        keywords=words.keywords(page, named.name),
        features=features,
        calls_to_action=actions,
        proof=proof,
        colours=colours,
        fonts=_fonts(page),
        logo=_logo(page),
        voice=brand_voice.find(page),
        quality=brand_quality.points(named.name, named.places, headline, features, actions, proof, colours),
    )


def _proof(page: Page) -> Proof:
    rating = next((item.rating for item in page.json_ld if item.rating), None)
    return Proof(stats=page.stats, testimonials=page.testimonials, customers=page.customers, rating=rating)


def _fonts(page: Page) -> Fonts:
    """A heading that has no font of its own has the page's."""
    body = _font(page, "body") or _font(page, "other")
    return Fonts(heading=_font(page, "heading") or body, body=body, mono=_font(page, "mono"))


def _font(page: Page, use: FontUse) -> str | None:
    return next((font.family for font in page.fonts if font.use == use), None)


def _logo(page: Page) -> Logo | None:
    if page.logo is None:
        return None
    return Logo(url=page.logo.url, alt=page.logo.alt, source=_LOGO_SOURCE[page.logo.found])
