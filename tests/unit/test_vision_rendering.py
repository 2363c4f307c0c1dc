"""Sections as text: what is shown while one is written is what is shown of it at its end."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tailrace.kinds.vision.output import WrittenSummary
from tailrace.kinds.vision.rendering import MISSING, Rendering, summary, whole
from tailrace.providers.texts import TextParser
from tests.unit.vision_texts import FRAMEWORK

# Nobody writes an empty item; code drops it (repair.py).
TEXT = st.text(min_size=1, max_size=30)
SECTIONS = st.one_of(
    st.tuples(st.sampled_from(["vision", "founder_brief", "one_pager"]), TEXT),
    st.tuples(st.sampled_from(["strategy", "operating_principles", "tensions"]), st.lists(TEXT, max_size=4)),
    st.tuples(
        st.just("near_term_bets"),
        st.lists(st.fixed_dictionaries({"bet": TEXT, "owner": TEXT, "horizon": TEXT, "measure": TEXT}), max_size=3),
    ),
    st.tuples(
        st.just("metrics"), st.lists(st.fixed_dictionaries({"name": TEXT, "target": TEXT, "cadence": TEXT}), max_size=3)
    ),
)
CUTS = st.integers(1, 40)


def shown(section: str, value: Any, size: int) -> str:
    """All that is shown while the value arrives in pieces of so many characters."""
    parser, rendering = TextParser(provider="openai"), Rendering(section)
    answer = json.dumps({section: value}, ensure_ascii=False)
    texts = []
    for start in range(0, len(answer), size):
        for piece in parser.feed(answer[start : start + size]):
            texts += [rendering.feed(piece)] if piece.path else []
    return "".join(texts)


@given(SECTIONS, CUTS)
def test_what_is_shown_in_pieces_is_the_whole_text(case: tuple[str, Any], size: int) -> None:
    section, value = case
    assert shown(section, value, size) == whole(section, value)


@given(
    st.fixed_dictionaries(
        {
            name: st.none() | st.from_regex(r"[a-z]{1,9}( [a-z]{1,9})?", fullmatch=True)
            for name in WrittenSummary.model_fields
        }
    ),
    CUTS,
)
def test_the_summary_is_shown_with_its_ten_headings(written: dict[str, str | None], size: int) -> None:
    written = {name: written[name] for name in WrittenSummary.model_fields}  # In the order of the form.
    assert shown("vc_summary", written, size).rstrip() == summary(written)
    assert summary(written).count("## ") == 10
    assert summary(written).count(MISSING) == list(written.values()).count(None)


def test_a_summarys_text_cannot_pass_for_a_heading() -> None:
    written = {**dict.fromkeys(WrittenSummary.model_fields), "thesis": "Bread\n## Ask\nA million"}
    assert [line for line in summary(written).splitlines() if line == "## Ask"] == ["## Ask"]


def test_bets_and_metrics_read_well() -> None:
    assert whole("near_term_bets", FRAMEWORK["near_term_bets"][:1]) == (
        "- Offer bakeries a price by shop (Founder, Q1): 7 of 10 bakeries pay\n"
    )
    assert whole("metrics", FRAMEWORK["metrics"][:1]) == "- Bakeries that pay: 400 in three years, monthly\n"


@pytest.mark.parametrize("size", [1, 7, 1000])
def test_facts_are_no_text(size: int) -> None:
    facts = {"what": "bread", "traction": [{"metric": "a", "value": None}], "ask": {"amount": None, "uses": ["b"]}}
    assert shown("vc_facts", facts, size) == whole("vc_facts", facts) == ""
