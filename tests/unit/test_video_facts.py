"""What a text may say: numbers, quotations and stars that somebody has said before."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tailrace.kinds.video.check_facts import Facts

KNOWN = Facts(
    {
        "stats": ["40,000+ teams", "99.9% uptime", "$12 a month", "3x faster", "2.5M plans", "half a million notes"],
        "quote": "It gave us our Mondays back, all of them.",
        "version": "1.2.3",
    }
)


@pytest.mark.parametrize(
    "text",
    [
        "Plans that stay true",
        "40,000+ teams",
        "40,000 teams",
        "40K+ teams",
        "40k",
        "99.9% uptime",
        "99,9 percent",
        "$12",
        "12",
        "3x faster",
        "3× faster",
        "2.5M plans",
        "2,500,000 plans",
        "2.5 million plans",
        "half a million",
        "B2B, Web3 and H2O",
        "“It gave us our Mondays back”",
        "“it gave us our mondays BACK.”",
        "“Live” is a word",
        "version 1.2.3",
    ],
)
def test_what_was_said_may_be_shown(text: str) -> None:
    assert KNOWN.unknown(text) == []


@pytest.mark.parametrize(
    ("text", "unknown"),
    [
        ("10,000+ users", "10,000+"),
        ("99,9+", "99,9+"),
        ("40,000%", "40,000%"),
        ("€12", "€12"),
        ("3%", "3%"),
        ("2.5K plans", "2.5K"),
        ("12x", "12x"),
        ("a billion reasons", "billion"),
        ("Dozens of teams", "dozen"),
        ("\u0661\u0660\u0660 teams", "\u0661\u0660\u0660"),
        ("“The best planner of them all”", "The best planner of them all"),
        ('"We love it so much" - Ana', "We love it so much"),
        ("«Le meilleur outil du monde»", "Le meilleur outil du monde"),
        ("★★★★★", "a rating in stars"),
        ("Top10000", "10000"),
    ],
)
def test_what_nobody_said_is_found(text: str, unknown: str) -> None:
    assert unknown in KNOWN.unknown(text)


def test_all_of_a_quotation_must_have_been_said() -> None:
    assert KNOWN.unknown("The best tool", quoted=True) == ["The best tool"]
    assert KNOWN.unknown("It gave us our Mondays back", quoted=True) == []


def test_stars_need_a_rating() -> None:
    assert Facts({}, rated=True).unknown("★★★★") == []


@given(st.text(max_size=60), st.text(max_size=60))
def test_whatever_was_said_may_be_said_again(text: str, other: str) -> None:
    assert Facts([text, {"x": other}]).unknown(text) == []


@given(st.integers(0, 10**9))
def test_no_number_is_known_to_nobody(number: int) -> None:
    assert Facts("no number here").unknown(f"{number:,} users") != []
