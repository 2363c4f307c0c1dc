"""What a web page says, as data: texts with their places, never markup.

Everything here was written by strangers. It is shown and quoted, never followed, and it holds no more than the
limits of page_limits.py, so that a page of any size is one event of at most 60 KB.
"""

from typing import Literal

from tailrace.events import Strict

Place = Literal["header", "hero", "section", "footer"]
"""Where on the page: its head with the navigation, the part around the first main heading, any other, its foot."""

ColourUse = Literal[
    "page_background",
    "page_text",
    "button",
    "background",
    "text",
    "link",
    "border",
    "custom_property",
    "theme_color",
    "logo",
]
"""`page_background` and `page_text` are the whole page's; `custom_property` is one that the page's own rules use."""

FontUse = Literal["heading", "body", "mono", "other"]


class Heading(Strict):
    """`level` 1–6, as h1–h6."""

    level: int
    text: str
    place: Place


class Paragraph(Strict):
    """`under` is the text of the heading that it stands under."""

    text: str
    place: Place
    under: str | None


class Card(Strict):
    """One of several alike pieces that stand side by side, such as the features of a product.

    `section` is the heading above all of them.
    """

    title: str
    text: str | None
    section: str | None


class Link(Strict):
    """`url` is absolute, null for a button that leads nowhere by itself. `button`: it looks like one."""

    text: str
    url: str | None
    place: Place
    button: bool


class Colour(Strict):
    """A colour of the style sheets, the page or its logo: `hex` as #rrggbb, and how often it is used so.

    `name` is the custom property's, such as --brand-blue, or null.
    """

    hex: str
    use: ColourUse
    name: str | None
    count: int


class Font(Strict):
    """A font family that the style sheets ask for first, and for what."""

    family: str
    use: FontUse
    count: int


class LogoImage(Strict):
    """The picture that is most likely the logo. `url` is null for one drawn in the page itself.

    `found` says by what: json_ld, image, svg or icon.
    """

    url: str | None
    alt: str | None
    found: Literal["json_ld", "image", "svg", "icon"]


class Stat(Strict):
    """A number that the page shows off, as written (`40,000+`), and what it counts."""

    value: str
    label: str


class Testimonial(Strict):
    """What somebody said. `source` tells quotes on the page from reviews in its JSON-LD."""

    quote: str
    author: str | None
    company: str | None
    source: Literal["quote", "json_ld"]


class Rating(Strict):
    """The page's own claim of how it is rated, as it writes it: `value` of `best`, by `count` people."""

    value: str
    best: str | None
    count: str | None


class JsonLdItem(Strict):
    """One thing that the page describes in JSON-LD (schema.org); what it doesn't say is null."""

    type: str
    name: str | None
    description: str | None
    slogan: str | None
    category: str | None
    rating: Rating | None


class Page(Strict):
    """A page as it was read. `url` is where it was found after all redirects.

    `meta` maps the names of meta tags that matter (page_meta.py) to their content. `notes` tell what could not be
    read or was cut off.
    """

    url: str
    title: str | None
    description: str | None
    canonical: str | None
    language: str | None
    meta: dict[str, str]
    headings: list[Heading]
    paragraphs: list[Paragraph]
    cards: list[Card]
    links: list[Link]
    json_ld: list[JsonLdItem]
    logo: LogoImage | None
    colours: list[Colour]
    fonts: list[Font]
    stats: list[Stat]
    testimonials: list[Testimonial]
    customers: list[str]
    notes: list[str]
