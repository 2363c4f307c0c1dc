"""What a founder has to say before a vision is made, and what is refused with a remedy."""

from typing import Any

import jsonschema
import pytest
from pydantic import ValidationError

from tailrace.kinds.vision.input import ANSWERS, MAX_ANSWER, VisionInput, answers, own_words
from tests.unit.vision_texts import EXAMPLE


def refusal(**changes: Any) -> tuple[str, str]:
    """The field and the text of the one thing that is wrong."""
    with pytest.raises(ValidationError) as refused:
        VisionInput.model_validate({**EXAMPLE, **changes})
    (error,) = refused.value.errors()
    return ".".join(map(str, error["loc"])), error["msg"]


def test_the_example_is_accepted_and_fits_the_published_schema() -> None:
    schema = VisionInput.model_json_schema()
    for example in schema["examples"]:
        jsonschema.validate(example, schema)
        assert VisionInput.model_validate(example).company_name == example["company_name"]
    assert all(schema["properties"][name]["title"] and schema["properties"][name]["description"] for name in EXAMPLE)


def test_the_stage_need_not_be_given_and_is_an_idea_then() -> None:
    without = {name: value for name, value in EXAMPLE.items() if name != "stage"}
    assert VisionInput.model_validate(without).stage == "idea"


@pytest.mark.parametrize("field", ["company_name", *ANSWERS])
def test_every_other_field_is_needed(field: str) -> None:
    with pytest.raises(ValidationError) as refused:
        VisionInput.model_validate({name: value for name, value in EXAMPLE.items() if name != field})
    assert [(error["loc"], error["type"]) for error in refused.value.errors()] == [((field,), "missing")]


@pytest.mark.parametrize("field", ANSWERS)
@pytest.mark.parametrize(
    "nothing",
    [
        "",
        "   ",
        "asdf",
        "asdf asdf asdf asdf asdf asdf",
        "good good good good good good",
        "sdfgh hjkl zxcvb qwert qwert",
        "?? !! -- ...",
        "aaaa bbb ccccc dd eeee fff ggg",
        "lorem ipsum dolor test tbd todo none",
        "yes",
    ],
)
def test_an_answer_that_says_nothing_is_refused_by_name_with_what_to_say(field: str, nothing: str) -> None:
    place, message = refusal(**{field: nothing})
    assert place == field
    assert "say " in message
    assert "different words" in message


@pytest.mark.parametrize(
    ("field", "answer"),
    [
        ("core_principles", "Honesty, speed, craft"),
        ("vision_purpose", "Nobody should eat alone."),
        ("vision_endstate", "没有人浪费面包"),
        ("hard_decisions", "Soll es ein Abo werden oder nicht?"),
        ("current_state", "Zwei Gründer, noch kein Umsatz"),
        ("required_capabilities", "Rhythm, CRM, SQL"),
        ("vision_audience_timing", "An app for nurses because shifts change daily"),
    ],
)
def test_a_short_answer_that_says_something_is_enough(field: str, answer: str) -> None:
    assert getattr(VisionInput.model_validate({**EXAMPLE, field: answer}), field) == answer


@pytest.mark.parametrize("name", ["TBD", "[Company]", "Your Company", "xxx", "N/A", "--", "Company Name"])
def test_a_placeholder_is_no_name(name: str) -> None:
    place, message = refusal(company_name=name)
    assert (place, "is no name" in message) == ("company_name", True)


@pytest.mark.parametrize("name", ["", " ", "x" * 121, "two\nlines", "a\x00b", "\u202eevil", 7])
def test_a_name_has_one_line_of_at_most_120_characters(name: Any) -> None:
    assert refusal(company_name=name)[0] == "company_name"


@pytest.mark.parametrize("name", ["7", "Œuvre", "株式会社パン", "Null & Sons", "X"])
def test_many_things_are_names(name: str) -> None:
    assert VisionInput.model_validate({**EXAMPLE, "company_name": f" {name} "}).company_name == name


@pytest.mark.parametrize("field", ANSWERS)
def test_an_answer_has_a_limit(field: str) -> None:
    sentence = EXAMPLE[field] + " "
    assert refusal(**{field: (sentence * MAX_ANSWER)[: MAX_ANSWER - 1] + "xy"})[0] == field
    assert refusal(**{field: ["a list"]})[0] == field


def test_unknown_fields_and_stages_are_refused_by_name() -> None:
    assert refusal(companyId="demo")[0] == "companyId"
    assert refusal(stage="series_a")[0] == "stage"


def test_all_that_is_wrong_is_told_at_once() -> None:
    with pytest.raises(ValidationError) as refused:
        VisionInput.model_validate({**EXAMPLE, "vision_purpose": "asdf", "hard_decisions": "", "company_name": "TBD"})
    assert {error["loc"][0] for error in refused.value.errors()} == {"vision_purpose", "hard_decisions", "company_name"}


def test_the_founders_own_words_are_all_that_they_wrote() -> None:
    wanted = VisionInput.model_validate(EXAMPLE)
    assert list(answers(wanted)) == list(ANSWERS)
    assert len(ANSWERS) == 8
    assert all(EXAMPLE[name] in own_words(wanted) for name in ("company_name", *ANSWERS))
