"""Our own plain scene, for any words at all; and the palette that it takes its colours from."""

import json
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tailrace.kinds.video import scene_palette
from tailrace.kinds.video.brand_model import Fonts
from tailrace.kinds.video.check_facts import Facts
from tailrace.kinds.video.check_names import Names
from tailrace.kinds.video.check_scene import Rules, check, rules
from tailrace.kinds.video.check_shown import shown
from tailrace.kinds.video.check_values import Values
from tailrace.kinds.video.scene_palette import BLACK, WHITE, contrast, opaque
from tailrace.kinds.video.scene_plain import code
from tailrace.syntax_tree import tree
from tests.unit.video_brands import COLOURS, NO_COLOURS, SITE, brand, wanted
from tests.unit.video_looks import parser as parser
from tests.unit.video_scenes import scene

HOSTILE = [
    '<img src=x onerror="alert(1)">',
    '"}</h1><script>alert(1)</script>{"',
    '\\"}; fetch("https://evil.example"); ({"',
    "`${process.env.KEY}`",
    "{frame}",
    "*/ // <!-- -->",
    "line\nfeed\u2028and\u2029more\x00\x07",
    "half a pair \ud800 and \udfff",
    "</AbsoluteFill>",
    "url(https://evil.example)",
    "constructor",
]
ANYTHING = st.text(st.characters(), max_size=80) | st.sampled_from(HOSTILE)


def told(text: str) -> str:
    return text.encode("utf-8", "replace").decode()


@settings(max_examples=60)
@given(
    title=ANYTHING,
    narrative=ANYTHING,
    font=ANYTHING,
    style=st.sampled_from(["minimal", "dynamic", "bold"]),
    emotion=st.sampled_from(["problem", "discovery", "invitation"]),
    coloured=st.booleans(),
)
def test_any_words_make_a_scene_that_parses_keeps_the_rules_and_shows_just_them(
    title: str, narrative: str, font: str, style: str, emotion: str, coloured: bool
) -> None:
    known = brand(fonts=Fonts(heading=told(font), body=None, mono=None), colours=COLOURS if coloured else NO_COLOURS)
    request = wanted(style=style)
    held = rules(request, known, SITE)
    words = scene(title=told(title), narrative=told(narrative), emotion=emotion, duration_frames=45)
    made = code(words, known, held.palette, request.style)
    assert made == code(words, known, held.palette, request.style)
    everything = Rules(Facts(title, narrative, rated=True), held.palette, held.pictures)
    looked = check(made, "01-problem", 45, everything)
    assert {stage: list_ for stage, list_ in looked.items() if list_ and stage != "facts"} == {}
    root = tree(made)
    texts, untellable = shown(root, Values(Names(root)))
    assert untellable == []
    words_shown = [text.text for text in texts if text.text.strip()]
    assert words_shown == [t for t in (told(title), told(narrative)) if t.strip()]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_words_are_nothing_but_a_string(text: str) -> None:
    held = rules(wanted(), brand(), SITE)
    made = code(scene(title=told(text)), brand(), held.palette, "dynamic")
    (literal,) = re.findall(r"<h1 style=\{\{.*?\}\}>\{(\".*\")\}</h1>", made)
    assert json.loads(literal) == told(text)


def test_each_style_looks_and_moves_its_own_way() -> None:
    palette = scene_palette.of(brand())
    assert len({code(scene(), brand(), palette, style) for style in ("minimal", "dynamic", "bold")}) == 3


def test_a_brands_palette_is_its_own_and_black_and_white() -> None:
    palette = scene_palette.of(brand())
    assert palette.branded
    assert (palette.primary, palette.background, palette.text, palette.accent) == (
        "#4f46e5", "#ffffff", "#111827", "#f59e0b",
    )  # fmt: skip
    assert palette.allowed == {"#4f46e5", "#06b6d4", "#f59e0b", "#111827", "#e0e7ff", BLACK, WHITE}


def test_text_that_cannot_be_read_on_the_background_is_not_used() -> None:
    colours = COLOURS.model_copy(update={"background": "#111827", "text": "#1f2937"})
    assert scene_palette.of(brand(colours=colours)).text == WHITE


def test_contrast_is_wcags() -> None:
    assert contrast(BLACK, WHITE) == pytest.approx(21)
    assert contrast("#777777", WHITE) == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize(
    ("colour", "expected"),
    [("#ABC", "#aabbcc"), ("#abcd", "#aabbcc"), ("#A1B2C3", "#a1b2c3"), ("#a1b2c380", "#a1b2c3"), ("#ab", None),
     ("#abcde", None), ("abc", None)],
)  # fmt: skip
def test_a_colour_is_compared_without_its_transparency(colour: str, expected: str | None) -> None:
    assert opaque(colour) == expected
