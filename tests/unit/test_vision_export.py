"""A vision as Markdown and as JSON: whole or not, and whatever its texts hold."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from tailrace.exports import NothingToExportError, export
from tailrace.fold import fold
from tailrace.kinds.vision.markdown import nested
from tailrace.kinds.vision.output import WrittenSummary
from tailrace.kinds.vision.rendering import summary
from tailrace.kinds.vision.sections import BRIEF, FRAMEWORK, TITLES
from tailrace.markdown import inline
from tests.unit.test_vision_fold import completed, log, started, whole
from tests.unit.vision_texts import FRAMEWORK as WRITTEN

FACTS = {
    "what": "A tool",
    "why_now": None,
    "market": None,
    "differentiators": ["Forecasts"],
    "traction": [{"metric": "Bakeries", "value": "12", "timeframe": None}],
    "business_model": None,
    "go_to_market": None,
    "team": None,
    "ask": {"amount": None, "uses": ["People"]},
    "risks": [{"risk": "Tills", "mitigation": "Partners"}],
    "kpis": ["Bakeries that pay"],
    "runway": {"months": 12.0, "source": "cash_and_burn"},
    "missing": ["why_now", "market"],
}
PAGE = "# Harbour Lane\n\n## Vision\n\nNo **good** bread.\n\n## Culture\n\n- Bakers decide\n- *We* say"
PARSER = MarkdownIt("commonmark", {"html": True}).enable("table")
# What breaks Markdown, and what looks as if it could.
NASTY = st.lists(
    st.sampled_from(
        ["# ", "## Evil", "```", "~~~", "- ", "1. ", "| a |", "\n", "\n\n", "---", "===", "<b>", "</table>", "<!--"]
    )
    | st.sampled_from(
        ["**", "[x](y)", "![", "&amp;", "\\", "> ", "\t", "    ", "$x$", "`", "_a_", "\u2028", "+ ", ":", "bread"]
    ),
    max_size=8,
).map("".join)


def snapshot(facts: list[Any], **contents: Any) -> Any:
    found = fold(log(*facts))
    parts = found["parts"]
    parts["sections"]["vc_facts"]["content"] = FACTS
    parts["sections"]["vc_summary"]["content"] = summary(dict.fromkeys(WrittenSummary.model_fields))
    parts["one_pager"]["content"] = PAGE
    for name, content in contents.items():
        (parts["one_pager"] if name == "one_pager" else parts["sections"][name])["content"] = content
    return found


def markdown(found: Any) -> str:
    return export(found, None).content.decode()


def headings(text: str) -> list[tuple[str, str]]:
    tokens = PARSER.parse(text)
    return [(token.tag, tokens[n + 1].content) for n, token in enumerate(tokens) if token.type == "heading_open"]


def kinds_of(text: str) -> list[str]:
    """The blocks of a document in order: what it is made of."""
    return [token.type for token in PARSER.parse(text) if token.nesting >= 0 and token.type != "inline"]


def scored(found: Any) -> Any:
    section: dict[str, Any] = {
        "specificity": 6,
        "actionability": 8,
        "alignment": 6,
        "measurability": None,
        "overall": 6.5,
        "band": "good",
        "voice_mismatch": True,
        "needs_attention": False,
        "founder_words": 0.5,
        "issues": ["Too vague"],
        "suggestions": [],
        "strengths": [],
    }
    sections = dict.fromkeys(FRAMEWORK[:-1], section) | {"tensions": None}
    found["parts"]["scores"] = {
        "sections": sections,
        "overall": 6.5,
        "bands": {"overall": "good"},
        "notes": [],
        "outdated": False,
    }
    return found


def test_markdown_comes_first_and_holds_the_whole_document() -> None:
    found = export(scored(snapshot(whole())), None)
    assert (found.media_type, found.filename.rpartition(".")[2]) == ("text/markdown; charset=utf-8", "md")
    text = found.content.decode()
    assert [title for tag, title in headings(text) if tag == "h2"] == [
        *(TITLES[name] for name in FRAMEWORK),
        "One-pager",
        *(TITLES[name] for name in BRIEF),
        "Scores",
        "Checks",
    ]
    assert headings(text)[0] == ("h1", "Harbour Lane")
    for said in (
        "7 of 10 bakeries pay",
        "Runway: 12 months",
        "Not in the answers: why now, market.",
        "No **good** bread",
    ):
        assert said in text
    assert "Overall 6.5 of 10 (good)." in text
    assert "| Vision | 6 | 8 | 6 | – | 6.5 | good |" in text
    assert "| Tensions | – | – | – | – | – | not scored |" in text
    assert "- Vision: Too vague" in text
    assert f"Not in the founder's voice: {', '.join(TITLES[name] for name in FRAMEWORK[:-1])}." in text


def test_what_is_missing_or_not_scored_says_so() -> None:
    found = fold(log(started(), completed("vision", "No good bread. Ever.")))
    text = markdown(found)
    assert text.count("*Not written.*") == len(FRAMEWORK) - 1 + 1 + len(BRIEF)
    assert "*Not scored.*" in text
    assert "*Not checked.*" in text
    assert "None" not in text


def test_no_tension_is_not_the_same_as_not_written() -> None:
    assert "*None.*" in markdown(snapshot(whole(), tensions=[]))


def test_what_is_outdated_says_so() -> None:
    assert markdown(snapshot(whole())).count("*Made from an earlier version of the framework.*") == 3


def test_rules_that_are_not_kept_are_told() -> None:
    found = snapshot(whole())
    finding = {"path": "near_term_bets.0.horizon", "line": None, "column": None, "message": "is 'soon'"}
    found["parts"]["validation"] = [
        {"stage": "near_term_bets", "result": "fail", "message": "m", "findings": [finding]}
    ]
    assert "- near\\_term\\_bets.0.horizon: is 'soon'" in markdown(found)


@pytest.mark.parametrize("name", [None, "json"])
def test_of_nothing_there_is_nothing_to_export(name: str | None) -> None:
    with pytest.raises(NothingToExportError):
        export(fold(log(started())), name)


def test_json_holds_everything_and_its_history() -> None:
    found = json.loads(export(snapshot(whole()), "json").content)
    assert found["sections"]["strategy"]["content"] == ["New"]
    assert [old["content"] for old in found["sections"]["strategy"]["history"]] == [WRITTEN["strategy"], ["Repaired"]]
    assert (found["scores"]["overall"], found["qa"]["overall"], found["company"]) == (7.0, 8.0, "Harbour Lane")


def test_the_same_snapshot_gives_the_same_bytes() -> None:
    for name in ("md", "json"):
        assert export(snapshot(whole()), name) == export(snapshot(whole()), name)


@given(st.tuples(NASTY, NASTY, NASTY))
def test_no_text_changes_the_structure_of_the_document(texts: tuple[str, str, str]) -> None:
    a, b, c = (f"x{text}x" for text in texts)
    bets = [{"bet": a, "owner": b, "horizon": c, "measure": a}]
    nasty = snapshot(
        whole(),
        strategy=[a, b, c],
        near_term_bets=bets,
        metrics=[{"name": b, "target": c, "cadence": a}],
        tensions=[c],
        operating_principles=[a],
        vc_facts={**FACTS, "what": a, "differentiators": [b], "ask": {"amount": c, "uses": [a]}},
        vc_summary=summary({**dict.fromkeys(WrittenSummary.model_fields), "thesis": a, "ask": b}),
    )
    nasty["parts"]["company"] = a
    plain = snapshot(
        whole(),
        strategy=["x", "y", "z"],
        near_term_bets=[dict.fromkeys(bets[0], "x")],
        metrics=[{"name": "x", "target": "x", "cadence": "x"}],
        tensions=["x"],
        operating_principles=["x"],
        vc_facts={**FACTS, "what": "x", "differentiators": ["x"], "ask": {"amount": "x", "uses": ["x"]}},
        vc_summary=summary({**dict.fromkeys(WrittenSummary.model_fields), "thesis": "x", "ask": "x"}),
    )
    assert kinds_of(markdown(nasty)) == kinds_of(markdown(plain))
    assert [h for h in headings(markdown(nasty)) if h[0] == "h2"] == [
        h for h in headings(markdown(plain)) if h[0] == "h2"
    ]


def test_a_sharp_at_the_end_of_a_heading_is_a_name_and_a_closing_row_of_them_is_not() -> None:
    assert headings(nested("# F#\n\n## Vision ##", 2)) == [("h3", "F\\#"), ("h4", "Vision")]


def test_an_empty_bullet_makes_no_heading_of_the_line_before_it() -> None:
    assert kinds_of(nested("Bread\n- \nand more", 2)) == ["paragraph_open", "paragraph_open"]


@given(NASTY)
def test_a_page_brings_headings_bullets_and_bold_text_and_nothing_else(text: str) -> None:
    found = kinds_of(nested(text, 2))
    allowed = {"heading_open", "paragraph_open", "bullet_list_open", "list_item_open"}
    assert set(found) <= allowed
    assert all(level in ("h3", "h4", "h5", "h6") for level, _ in headings(nested(text, 2)))
    assert "<b>" not in PARSER.render(nested(text, 2)).replace("&lt;b&gt;", "")


@given(NASTY | st.text(max_size=30))
def test_a_line_of_text_reads_as_it_was_written(text: str) -> None:
    tokens = PARSER.parse(inline(text))
    shown = "".join(
        child.content for token in tokens if token.children for child in token.children if child.type != "softbreak"
    )
    assert "".join(shown.split()) == "".join(text.replace("\0", " ").split())
    assert len([token for token in tokens if token.type == "paragraph_open"]) == len(tokens) / 3
