"""For any page: reading never fails, facts are the page's own words, nothing is markup, the event stays small."""

import json
from html import escape

from hypothesis import given, settings
from hypothesis import strategies as st

from tailrace.kinds.video import page_limits
from tests.unit.brand_pages import brand, everything, read, squeezed, words

TAGS = (
    "div",
    "section",
    "header",
    "footer",
    "h1",
    "h2",
    "h3",
    "p",
    "ul",
    "li",
    "blockquote",
    "strong",
    "span",
    "a",
    "button",
)
# None that hides an element: around it the page's words are joined, as visitors see them.
CLASSES = ("btn", "testimonial", "author", "customers", "hero", "card", "stat", "logo")
PHRASES = (
    "40,000+",
    "teams",
    "Trusted by",
    "© 2026 Acme",
    "$9 a month.",
    "The problem",
    "Start now",
    "Features",
    "Accept",
)

# Controls are left out: parsers put other characters in their place.
plain = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="<>"), max_size=40) | st.sampled_from(
    PHRASES
)


def element(children: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    def build(tag: str, name: str | None, href: str | None, inner: list[str]) -> str:
        attributes = (f' class="{name}"' if name else "") + (f' href="{escape(href)}"' if href else "")
        return f"<{tag}{attributes}>{''.join(inner)}</{tag}>"

    return st.builds(
        build,
        st.sampled_from(TAGS),
        st.none() | st.sampled_from(CLASSES),
        st.none() | plain,
        st.lists(children, max_size=4),
    )


trees = st.recursive(plain.map(lambda text: escape(text, quote=False)), element, max_leaves=25)


@given(st.text(max_size=400), st.text(max_size=200))
def test_no_page_makes_reading_fail(html: str, css: str) -> None:
    json.dumps(read(html, css).model_dump(), ensure_ascii=False).encode()


MARKUP = (
    "<",
    ">",
    "</",
    "<!--",
    "-->",
    "<p ",
    "<h1>",
    "<a href='",
    "class='btn",
    "'",
    '"',
    "&#xD800;",
    "\x00",
    "<svg>",
)
HEAD = ("<script>", "<style>", "<title>", "<template>", "<base href=//[>", "<meta name=keywords content=")
JSON_LD = (
    "<script type=application/ld+json>",
    '{"@type":',
    '"Brand","name":',
    "[[",
    '"\\ud800"',
    "1e999",
    "}",
    "</script>",
)
CSS = (
    "style='color:var(--a)'",
    "@media",
    ":root{--a:var(--a)",
    "color:",
    "rgb(",
    "url(",
    "#",
    ";",
    "!important",
    "{",
    "}",
)


@given(st.lists(st.sampled_from(MARKUP + HEAD + JSON_LD + CSS), max_size=40).map("".join))
def test_no_soup_of_markup_makes_reading_fail(soup: str) -> None:
    found = brand(soup, soup)
    text = json.dumps(found.model_dump(), ensure_ascii=False)
    text.encode()
    assert not any(f"<{letter}" in text for letter in "abcdefghijklmnopqrstuvwxyz/!")


@settings(max_examples=60)
@given(trees, plain, plain)
def test_every_fact_is_on_the_page(body: str, title: str, about: str) -> None:
    html = (
        f"<html><head><title>{escape(title)}</title><meta name='description' content='{escape(about)}'></head>"
        f"<body>{body}</body></html>"
    )
    found = brand(html, host="10.example")
    whole = everything(html, "10.example").casefold()
    assert [w for w in words(found.model_dump(exclude={"fonts"})) if squeezed(w).casefold() not in whole] == []


@settings(max_examples=10)
@given(st.lists(trees, min_size=10, max_size=30), st.integers(1, 40))
def test_a_page_of_any_size_is_a_small_event(bodies: list[str], times: int) -> None:
    page = read("<body>" + "".join(bodies) * times)
    assert len(json.dumps(page.model_dump())) <= page_limits.MOST_BYTES
