"""What can be taken away of a plan: a text that reads as it was meant, and the plan as it is kept."""

import json
import re
from typing import Any

import pytest
from markdown_it import MarkdownIt

from tailrace.exports import NothingToExportError, export
from tailrace.fold import fold
from tailrace.kinds.plan.notices import DISCLAIMER
from tests.unit.plan_days import meal
from tests.unit.plan_logs import lines, log, wanted


def test_markdown_reads_as_it_was_meant() -> None:
    asked = wanted(conditions=["diabetes"])
    written = export(fold(log(lines(asked))), None)
    assert written.filename.endswith(".md")
    tokens = MarkdownIt("commonmark", {"html": True}).enable("table").parse(written.content.decode())
    headings = [
        "".join(child.content for child in tokens[i + 1].children or [])
        for i, token in enumerate(tokens)
        if token.type == "heading_open"
    ]
    assert headings[0] == "A <calm> week"
    assert [h for h in headings if h.startswith("Day ")] == [f"Day {n}: Theme {n}" for n in (1, 2, 3)]
    assert not [token for token in tokens if token.type in ("html_block", "html_inline")]
    text = written.content.decode()
    assert DISCLAIMER in text
    assert "doctor" in text.split("## Day 1")[0].split(DISCLAIMER)[1]
    assert "Red lentil dal" in text


def test_with_an_eating_disorder_it_has_no_figures_to_count() -> None:
    def written(**fields: Any) -> str:
        return export(fold(log(lines(wanted(**fields)))), "md").content.decode()

    assert {"kcal", "protein", "Energy", "Fat"} <= set(re.findall(r"\w+", written()))
    text = written(conditions=["eating_disorder"])
    assert "Red lentil dal" in text
    assert "80 g red lentils" in text
    for figure in ("kcal", "g protein", "· protein", "Energy", "arbohydrate", "Fat |", "ibre", "body mass"):
        assert figure not in text


def test_what_a_text_begins_with_makes_no_list_and_no_entity() -> None:
    asked = wanted()
    odd = [meal(slot, steps=["1. Boil", "- fry", "&lt;b&gt; + rest"]) for slot in ("breakfast", "lunch", "dinner")]
    text = export(fold(log(lines(asked, spoilt={1: {"meals": odd}}))), "md").content.decode()
    shown = [t.content for t in MarkdownIt().parse(text) if t.type == "inline"]
    rendered = MarkdownIt().render(text)
    assert "<li>1. Boil</li>\n<li>- fry</li>\n<li>&amp;lt;b&amp;gt; + rest</li>" in rendered
    assert shown


def test_what_is_missing_is_said() -> None:
    written = export(fold(log(lines(wanted(), missing=(2,)))), "md").content.decode()
    assert "day 2 of 3 is not there" in written
    assert "This day is not there yet." in written


def test_json_is_the_plan() -> None:
    snapshot = fold(log(lines(wanted(), missing=(2,))))
    written = json.loads(export(snapshot, "json").content)
    assert (written["complete"], written["missing_days"]) == (False, [2])
    assert written["days"] == snapshot["parts"]["days"]


def test_before_the_outline_there_is_nothing() -> None:
    with pytest.raises(NothingToExportError):
        export(fold(log(lines(wanted())[:4])), None)
