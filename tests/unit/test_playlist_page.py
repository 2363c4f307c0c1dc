"""The page draws the arc that the models were asked for: its recorded cases are what the server computes."""

import json
from pathlib import Path
from typing import Any

import pytest

from tailrace.kinds.playlist.arcs import CURVES
from tailrace.kinds.playlist.input import PlaylistInput

CASES: list[dict[str, Any]] = json.loads((Path(__file__).parents[1] / "page" / "playlist_arcs.json").read_text())


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['input']['arc_template']}-{case['count']}")
def test_the_page_s_cases_are_the_server_s(case: dict[str, Any]) -> None:
    wanted = PlaylistInput(prompt="A set", track_count=case["count"], **case["input"])
    assert wanted.targets == case["targets"]


def test_the_page_has_a_case_of_every_arc_and_preset() -> None:
    assert {case["input"]["arc_template"] for case in CASES} == set(CURVES)
    presets = PlaylistInput.model_json_schema()["properties"]["energy_preset"]["enum"]
    assert {case["input"]["energy_preset"] for case in CASES} == set(presets)
