"""The brand's rules one by one: which name wins, which call to action, which colour, how sure we are."""

import pytest

from tailrace.kinds.video.brand_model import Brand, Fact
from tailrace.kinds.video.colours_value import to_hex
from tests.unit.brand_pages import brand


def text(fact: Fact | None) -> str | None:
    return fact.text if fact else None


LD = '<script type="application/ld+json">{"@type": "Organization", "name": "%s"}</script>'


HOME = "<header><a href=/>Acme</a></header>"


@pytest.mark.parametrize(
    ("html", "host", "name", "source"),
    [
        (LD % "Acme Ltd" + "<title>Acme Shop</title>", "acme.org", "Acme Ltd", "json_ld"),
        ("<meta property=og:site_name content=Acme><title>Home | Something</title>", "x.org", "Acme", "meta"),
        ("<title>Acme – rockets for everyone</title>", "acme.org", "Acme", "title"),
        ("<title>Rockets for everyone | Acme</title>", "www.acme.co.uk", "Acme", "title"),
        ("<title>Rockets for everyone | Acme</title>", "x.org", "Acme", "title"),
        ("<title>Customers</title>" + HOME, "x.org", "Acme", "header"),
        (
            "<title>Welcome</title><footer><p>© 2019–2026 Acme Ltd. All rights reserved</p></footer>",
            "x.org",
            "Acme Ltd",
            "text",
        ),
        ("<title>Rockets for rent</title><h1>Rockets for rent</h1>", "acme.org", "acme", "domain"),
        ("<title>Acme</title><h1>Acme</h1>", "acme.org", "Acme", "heading"),
        ("<title>Home</title>", "www.acme.org", "acme", "domain"),
        ("<title>Home</title>", "127.0.0.1", None, None),
    ],
)
def test_the_heaviest_name_wins(html: str, host: str, name: str | None, source: str | None) -> None:
    found = brand(html, host=host).name
    assert (text(found), found and found.source) == (name, source)


def test_a_headline_that_is_only_the_name_is_none() -> None:
    assert brand("<title>Acme</title><h1>Acme</h1>", host="acme.org").headline is None
    assert text(brand("<title>Acme</title><h1>Rockets</h1>", host="acme.org").headline) == "Rockets"


@pytest.mark.parametrize(
    ("links", "labels"),
    [
        (
            "<header><a class=btn href=/l>Log in</a></header>"
            "<section><h1>M</h1><a class=btn href=/s>Start free</a></section>",
            ["Start free"],
        ),
        (
            "<section><h1>M</h1><a class=btn href=/m>Learn more</a><a class=btn href=/s>Get Acme</a></section>",
            ["Get Acme", "Learn more"],
        ),
        (
            "<header><a class=btn href=/a>Buy now</a></header>"
            "<section><h1>M</h1><a class=btn href=/b>Try it</a></section>",
            ["Try it", "Buy now"],
        ),
        ("<h1>M</h1><button>Accept all cookies</button><button>Got it</button><button>Close</button>", []),
        ("<h1>M</h1><a href=/x>Some page</a>", []),
        ("<section><h1>M</h1><a class=btn href=/a>Buy</a></section><p><a class=btn href=/b>BUY</a></p>", ["Buy"]),
        (
            "<h1>M</h1><form><input type=submit value='Book a table'><input type=submit value=Search></form>",
            ["Book a table"],
        ),
    ],
)
def test_calls_to_action_are_ranked_by_place_and_wording(links: str, labels: list[str]) -> None:
    found = brand(f"<body>{links}</body>").calls_to_action
    assert [action.label for action in found] == labels
    assert [action.rank for action in found] == ["primary", *["secondary"] * len(labels)][: len(labels)]


def test_a_link_that_is_filled_with_a_colour_is_a_button_whatever_it_is_called() -> None:
    html = "<section><h1>M</h1><a class=x1 href=/s>Free account</a></section>"
    assert brand(html).calls_to_action == []
    assert [a.source for a in brand(html, ".x1{background:#123456}").calls_to_action] == ["button"]


CARDS = (
    "<h2>{}</h2><div>" + "".join(f"<div class=c><h3>{{}} {n}</h3><p>About it.</p></div>" for n in range(10)) + "</div>"
)


def cards(section: str, title: str = "Thing") -> str:
    return CARDS.replace("{}", section, 1).replace("{}", title)


def test_the_whole_list_of_features_is_walked_and_bounded() -> None:
    found = brand(f"<h1>M</h1>{cards('All you need')}").features
    assert [feature.title for feature in found] == [f"Thing {n}" for n in range(8)]
    assert {feature.text for feature in found} == {"About it."}


@pytest.mark.parametrize(
    "section", ["Pricing", "Our team", "Latest news", "Frequently asked questions", "Opening hours"]
)
def test_cards_that_are_something_else_are_no_features(section: str) -> None:
    assert brand(f"<h1>M</h1>{cards(section)}").features == []


def test_a_problem_is_told_only_by_a_page_that_tells_it() -> None:
    told = brand("<h1>M</h1><h2>The problem with paper</h2><p>It burns down every other week.</p>")
    assert text(told.problem) == "It burns down every other week."
    assert told.solution is None
    assert brand("<h1>M</h1><h2>Paper</h2><p>It burns down every other week.</p>").problem is None


@pytest.mark.parametrize(
    ("paragraph", "pricing"),
    [
        ("Plans start at $9 a month. Cancel any time.", "Plans start at $9 a month."),
        ("It costs 3.50 € per seat.", "It costs 3.50 € per seat."),
        ("Acme is free for teams of five.", "Acme is free for teams of five."),
        ("Feel free to write to us.", None),
        ("Founded in 1999.", None),
    ],
)
def test_pricing_is_the_sentence_that_names_it(paragraph: str, pricing: str | None) -> None:
    assert text(brand(f"<h1>M</h1><h2>N</h2><p>{paragraph}</p>").pricing) == pricing


def test_keywords_are_the_pages_own_or_the_words_it_repeats() -> None:
    assert brand("<meta name=keywords content='rockets, fuel,, space '>").keywords == ["rockets", "fuel", "space"]
    assert brand("<h1>Rockets for rent</h1><h2>Why our rockets fly</h2><h2>Rent today</h2>").keywords == [
        "Rockets",
        "rent",
    ]


@pytest.mark.parametrize(
    ("css", "roles"),
    [
        ("body{background:#fff;color:#222}.btn{background:#0a5}", ("#00aa55", None, "#ffffff", "#222222")),
        (":root{--p:oklch(62.3% 0.214 259.815)}.btn{background:var(--p)}", ("#2b7fff", None, None, None)),
        (":root{--rgb:37 99 235}.btn{background:rgb(var(--rgb) / var(--o,1))}", ("#2563eb", None, None, None)),
        (".btn{background:var(--no, rebeccapurple)}", ("#663399", None, None, None)),
        (".btn{background:#111}body{background:#fff}", ("#111111", None, "#ffffff", None)),
        (".btn{background:#0a5}.btn{background:#a05}", ("#aa0055", None, None, None)),
        (".hero .btn{background:#0a5}.btn{background:#a05}", ("#00aa55", None, None, None)),
        (".nowhere .btn{background:#0a5}", (None, None, None, None)),
        (".btn:hover{background:#0a5}", (None, None, None, None)),
        ("@media(prefers-color-scheme:dark){.btn{background:#0a5}}", (None, None, None, None)),
        ("@media screen and (min-width:1px){@layer x{.btn{background:#0a5}}}", ("#00aa55", None, None, None)),
        (".btn{background:rgb(0 170 85 / 10%)}", (None, None, None, None)),
        ("body{color:#eee}", (None, None, None, None)),
        ("body{background:#000;color:#eee}", (None, None, "#000000", "#eeeeee")),
        ("h1{color:#0a5}.btn{background:#a05}", ("#aa0055", "#00aa55", None, None)),
        ("h1{color:#063}.btn{background:#a05}", ("#aa0055", None, None, "#006633")),
        (":root{--a:var(--b);--b:var(--a)}.btn{background:var(--a)}", (None, None, None, None)),
        ("", (None, None, None, None)),
    ],
)
def test_colours_have_roles_by_their_real_use(css: str, roles: tuple[str | None, ...]) -> None:
    colours = brand("<body><section class=hero><h1>M</h1><a class=btn href=/>Go</a></section>", css).colours
    assert (colours.primary, colours.secondary, colours.background, colours.text) == roles


@pytest.mark.parametrize(
    ("value", "colour"),
    [
        ("#ABC", "#aabbcc"),
        ("lab(50% 40 -60)", "#8c5edf"),
        ("hwb(200 10% 20%)", "#1a90cc"),
        ("currentcolor", None),
        ("transparent", None),
        ("lab(1e308% 1e308 1)", None),
        ("rgb(calc(infinity) 0 0)", None),
        ("no colour", None),
    ],
)
def test_colours_of_every_notation(value: str, colour: str | None) -> None:
    assert to_hex(value) == colour


@pytest.mark.parametrize(
    ("css", "fonts"),
    [
        ("body{font-family:'Inter',sans-serif}", ("Inter", "Inter", None)),
        ("body{font:16px/1.5 Inter, sans-serif}h1{font-family:Sora}", ("Sora", "Inter", None)),
        (':root{--f:var(--g);--g:"Sora"}body{font-family:var(--f)}', ("Sora", "Sora", None)),
        ("body{font-family:system-ui,-apple-system,Roboto}", (None, None, None)),
        ("body{font-family:inherit}code{font-family:Fira Code, monospace}", (None, None, "Fira Code")),
        ("h5{font-family:Unused}", (None, None, None)),
    ],
)
def test_fonts_by_role(css: str, fonts: tuple[str | None, ...]) -> None:
    found = brand("<body><h1>M</h1><p><code>x</code></p>", css).fonts
    assert (found.heading, found.body, found.mono) == fonts


CALM = "We bake bread with care. You can taste that in each loaf, and you will find it at our door. "
LOUD = "Wow, what a sale! Everything must go! It is the last week and the stock is all here! "
DRY = "The API of the server answers a query from the cache, and the schema of the database is in the repository. "


@pytest.mark.parametrize(("prose", "tone"), [(CALM * 5, "friendly"), (LOUD * 5, "energetic"), (DRY * 5, "technical")])
def test_the_voice_is_counted(prose: str, tone: str) -> None:
    sentences = "".join(f"<p>{n} of these. {prose[:300]}</p>" for n in range(3))
    voice = brand(f"<html lang=en><h1>Main</h1>{sentences}").voice
    assert voice
    assert voice.tone == tone
    assert "words" in voice.basis


def test_little_text_or_another_language_has_no_voice() -> None:
    assert brand(f"<html lang=en><p>{CALM}</p>").voice is None
    german = "Wir backen jeden Morgen Brot und bringen es zu Ihnen nach Hause, damit der Tag gut beginnt. "
    assert brand("<html>" + "".join(f"<p>{german * 3} {n}</p>" for n in range(4))).voice is None
    assert brand("<html lang=de>" + "".join(f"<p>{CALM * 3} {n}</p>" for n in range(4))).voice is None


def points(found: Brand) -> dict[str, int]:
    return {point.name: point.points for point in found.quality}


def test_confidence_is_the_sum_of_points_for_what_was_found() -> None:
    nothing = brand("<p>x</p>", host="10.example")
    assert sum(point.weight for point in nothing.quality) == 100
    steps = [
        ("<title>Acme</title>", "name", 10),
        ("<title>Acme</title><meta property=og:site_name content=Acme>", "name", 20),
        ("<h1>Rockets</h1>", "headline", 20),
        (f"<h1>M</h1>{cards('All')}", "features", 20),
        ("<section><h1>M</h1><a class=btn href=/>Start</a></section>", "calls_to_action", 15),
        ("<section><h1>M</h1><a class=btn href=/>Learn more</a></section>", "calls_to_action", 7),
        ("<h1>M</h1><p><b>40k</b> teams</p>", "proof", 7),
        ("<h1>M</h1><blockquote>It changed our Mondays.</blockquote>", "proof", 15),
        ("<h1 style='color:#0a5'>M</h1>", "colours", 10),
    ]
    for html, name, expected in steps:
        found = brand(html, host="10.example")
        assert points(found)[name] == expected, (name, html)
        assert found.confidence == sum(points(found).values())
