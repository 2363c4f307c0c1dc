"""Figures that nobody gave, the runway, and the facts for investors."""

from typing import Any

import pytest

from tailrace.kinds.vision.facts import settled
from tailrace.kinds.vision.figures import invented, without_invented
from tailrace.kinds.vision.input import VisionInput, own_words
from tailrace.kinds.vision.page import WORDS, check, word_count
from tailrace.kinds.vision.runway import runway
from tests.unit.vision_texts import EXAMPLE, FRAMEWORK

FACTS: dict[str, Any] = {
    "what": "A planning tool for independent bakeries.",
    "why_now": "Flour and energy have become expensive.",
    "market": None,
    "differentiators": ["Forecasts from six weeks of sales"],
    "traction": [{"metric": "Bakeries in the pilot", "value": "12", "timeframe": None}],
    "business_model": "90 euros a month",
    "go_to_market": None,
    "team": "Three founders",
    "ask": {"amount": None, "uses": []},
    "risks": [],
    "kpis": ["Bakeries that pay"],
}


@pytest.mark.parametrize(
    ("text", "source", "found"),
    [
        ("We have 12 bakeries", "12 bakeries", []),
        ("We have 13 bakeries", "12 bakeries", ["13"]),
        ("1.2M users", "1,200,000 users", []),
        ("1.2 million", "1.2m", []),
        ("$180k in the bank", "180,000 euros", []),
        ("12% of them", "12 percent", []),
        ("3 founders", "Three founders", []),
        ("fifty", "none", []),
        ("50 shops", "fifty shops", []),
        ("In Q3 for B2B", "", []),
        ("10x growth by 2027", "", ["10", "2027"]),
        ("1. First\n2. Second", "", []),
        ("5 and 5 again", "", ["5"]),
        ("180.000 Euro", "180,000 euros", []),
    ],
)
def test_a_figure_is_known_by_its_value(text: str, source: str, found: list[str]) -> None:
    assert invented(text, source) == found


def test_only_the_sentences_with_an_invented_figure_go() -> None:
    text = "We have 12 bakeries. They grew by 340 percent. They like it.\n\nAll is well."
    kept, dropped = without_invented(text, "12")
    assert kept == "We have 12 bakeries. They like it.\n\nAll is well."
    assert dropped == ["They grew by 340 percent."]
    assert without_invented(kept, "12") == (kept, [])


def test_the_number_of_a_list_item_is_no_figure() -> None:
    text = "1. First this.\n2. Then 7 of that. And more.\n3. And 9."
    assert without_invented("1. First\n2. Second", "") == ("1. First\n2. Second", [])
    assert without_invented(text, "") == ("1. First this.\n2. And more.", ["Then 7 of that.", "And 9."])


@pytest.mark.parametrize(
    ("state", "months", "source"),
    [
        ("We have 180,000 euros in the bank and burn 15,000 euros a month.", 12.0, "cash_and_burn"),
        ("$300k in the bank, burning $25k per month", 12.0, "cash_and_burn"),
        ("Cash: €1.2m. Net burn: €100k/month.", 12.0, "cash_and_burn"),
        ("Burn rate of $40k, $480,000 left in the bank", 12.0, "cash_and_burn"),
        ("we burn 120k a year and have 60k in the bank", 6.0, "cash_and_burn"),
        ("Two people, 14 months of runway", 14.0, "stated"),
        ("Our runway is 1.5 years", 18.0, "stated"),
        ("18-month runway, pre-revenue", 18.0, "stated"),
        ("Money for another 7 months", 7.0, "stated"),
        ("$300k in the bank and burn €20k a month, so 14 months of runway", 14.0, "stated"),
        ("100k in the bank and no burn worth naming", None, None),
        ("burn is 0, cash 10k", None, None),
        ("Bootstrapped, 3 people, 12 customers for 9 months", None, None),
        ("We burn for bread and have 12 shops", None, None),
        ("Of five pilots 3 left, and we burn 20k a month", None, None),
        ("Bank account of 3 founders, burn 10k", None, None),
        ("We burn 3 loaves a day and have 180k in the bank", None, None),
        ("We have 6 to 9 months of runway", None, None),
        ("$300-400k in the bank, burn $20k", None, None),
        ("We don't have 12 months of runway", None, None),
        ("Raised $2M, $300k left, burning $25k", 12.0, "cash_and_burn"),
    ],
)
def test_the_runway_is_what_the_answer_says_and_nothing_else(state: str, months: float | None, source: Any) -> None:
    found = runway(state)
    assert (found.months, found.source) == (months, source)


def facts(**changes: Any) -> tuple[dict[str, Any], list[str]]:
    wanted = VisionInput.model_validate(EXAMPLE)
    settled_facts, notes = settled({**FACTS, **changes}, wanted, own_words(wanted))
    return settled_facts.model_dump(), [str(note.path) for note in notes]


def test_what_is_not_in_the_answers_is_marked_as_missing() -> None:
    found, notes = facts()
    assert found["missing"] == ["market", "go_to_market", "ask", "risks"]
    assert found["runway"] == {"months": 12.0, "source": "cash_and_burn"}
    assert notes == []


@pytest.mark.parametrize(
    ("changes", "gone"),
    [
        ({"market": "A market of 4 billion euros"}, "vc_facts.market"),
        ({"traction": [{"metric": "Users", "value": "12,500", "timeframe": None}]}, "vc_facts.traction.0.value"),
        ({"ask": {"amount": "$2M", "uses": []}}, "vc_facts.ask.amount"),
        ({"kpis": ["Reach 900 bakeries"]}, "vc_facts.kpis.0"),
        ({"risks": [{"risk": "77 rivals", "mitigation": None}]}, "vc_facts.risks.0.risk"),
    ],
)
def test_a_made_up_figure_is_taken_out_and_told(changes: dict[str, Any], gone: str) -> None:
    found, notes = facts(**changes)
    assert notes == [gone]
    field = gone.split(".")[1]
    assert not any(character.isdigit() for character in str(found[field]))


@pytest.mark.parametrize("nothing", ["TBD", "unknown", "Not stated.", "n/a", " ", "[market size]"])
def test_what_models_write_instead_of_null_is_null(nothing: str) -> None:
    found, notes = facts(market=nothing, differentiators=[nothing])
    assert (found["market"], found["differentiators"], notes) == (None, [], [])
    assert {"market", "differentiators"} <= set(found["missing"])


def page(count: int, *, title: str = "Harbour Lane", more: str = "", without: str = "") -> str:
    """A page of exactly so many words."""
    headings = [
        h for h in ("Vision", "How we win", "Culture", "Current bets", "Key metrics", "Tensions") if h != without
    ]
    start = f"# {title}\n\n" + "\n\n".join(f"## {heading}\n\n- *Bread*" for heading in headings) + f"\n\n{more}"
    return f"{start}\n" + "bread " * (count - word_count(start))


def wrong(text: str) -> list[str]:
    wanted = VisionInput.model_validate(EXAMPLE)
    return [found.message for found in check(text, wanted.company_name, FRAMEWORK, own_words(wanted))]


@pytest.mark.parametrize(("count", "fits"), [(299, False), (300, True), (400, True), (401, False)])
def test_a_page_has_300_to_400_words(count: int, fits: bool) -> None:
    assert WORDS == (300, 400)
    assert (wrong(page(count)) == []) is fits


def test_marks_of_markdown_are_no_words() -> None:
    assert word_count("# One\n\n## Two\n\n- three **four**\n1. five\n> six | seven") == 7


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (page(320, title="Another Company"), "no title with the company's name"),
        (page(320, more="Market size: TBD"), "the placeholder 'TBD'"),
        (page(320, more="Dear [investor]"), "the placeholder '[investor]'"),
        (page(320, more="We grow 340 percent"), "figures that neither the answers nor the framework have: 340"),
        (page(320, without="Culture"), "no heading Culture"),
    ],
)
def test_what_is_wrong_with_a_page_is_told(text: str, told: str) -> None:
    (found,) = wrong(text)
    assert told in found


def test_figures_of_the_answers_and_of_the_framework_may_stand_on_the_page() -> None:
    assert wrong(page(320, more="12 bakeries, 180,000 euros, 7 of 10, 400")) == []


def test_without_tensions_the_page_needs_no_such_heading() -> None:
    wanted = VisionInput.model_validate(EXAMPLE)
    framework = {**FRAMEWORK, "tensions": []}
    assert check(page(320, without="Tensions"), wanted.company_name, framework, own_words(wanted)) == []
