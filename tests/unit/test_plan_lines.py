"""Which lines of an outline are taken."""

from typing import Any

import pytest

from tailrace.kinds.plan.events import OutlineDay
from tailrace.kinds.plan.lines import Lines
from tests.unit.plan_days import request

LINE: dict[str, Any] = {"day": 2, "theme": "Fresh start", "focus": "Brisk walk", "dishes": ["Poha", "Dal", "Bean bake"]}
STRICT = request(
    dietary={"type": "vegan", "allergies": ["nuts"], "avoid_items": ["aubergine"]}, conditions=["pregnancy"]
)


def test_a_line_gets_its_schedule() -> None:
    lines = Lines(STRICT, None, [])
    taken = lines.offer(LINE)
    assert isinstance(taken, OutlineDay)
    assert (taken.day, taken.week, taken.active, taken.movement_minutes > 0) == (2, 1, True, True)
    assert [day.day for day in lines.missing] == [1, 3, 4, 5, 6, 7]
    assert lines.lacking() == "day 1, 3, 4, 5, 6, 7"


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"dishes": ["Almond porridge", "Dal", "Bean bake"]}, "allergies forbids"),
        ({"dishes": ["Poha", "Dal", "Aubergine bake"]}, "avoid_items forbids"),
        ({"dishes": ["Poha", "Chicken salad", "Bean bake"]}, "diet forbids"),
        ({"dishes": ["Poha", "Dal", "Oats with milk"]}, "diet forbids"),
        ({"theme": "Salmon day"}, "diet forbids"),
        ({"focus": "Hot yoga"}, "hot_environment"),
        ({"focus": "Headstand basics"}, "inversion"),
        ({"dishes": ["Poha", "Dal"]}, "three dishes"),
        ({"dishes": ["Poha", "Dal", " "]}, "three dishes"),
        ({"theme": " "}, "needs a theme"),
        ({"day": 8}, "was not asked for"),
        ({"day": "two"}, "form"),
    ],
)
def test_what_the_request_forbids_is_not_taken_and_said(changes: dict[str, Any], reason: str) -> None:
    lines = Lines(STRICT, None, [])
    refused = lines.offer({**LINE, **changes})
    assert isinstance(refused, str)
    assert reason in refused
    assert lines.rejections == [refused]
    assert not lines.days


@pytest.mark.parametrize(
    "dish", ["Butternut soup with coconut milk", "Soy yoghurt bowl", "Eggplant-free tofu scramble"]
)
def test_what_only_looks_forbidden_is_taken(dish: str) -> None:
    assert isinstance(Lines(STRICT, None, []).offer({**LINE, "dishes": [dish, "Dal", "Bean bake"]}), OutlineDay)


def test_what_is_there_is_kept_and_not_written_twice() -> None:
    first = Lines(STRICT, None, [])
    first.offer(LINE)
    held = [{**line.model_dump(), "state": "outlined", "content": None, "warnings": []} for line in first.days]
    again = Lines(STRICT, "A title", held)
    assert again.days == first.days
    assert again.offer({**LINE, "theme": "Other"}) == "day 2 was not asked for"


def test_texts_are_one_line_and_cut_visibly() -> None:
    lines = Lines(STRICT, None, [])
    assert lines.entitle(" A\nlong " + "x" * 200) == "A long " + "x" * 112 + "…"
    taken = lines.offer({**LINE, "theme": "calm " * 40})
    assert isinstance(taken, OutlineDay)
    assert len(taken.theme) == 80
    assert lines.entitle(7) is None
