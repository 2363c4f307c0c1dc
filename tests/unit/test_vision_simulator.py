"""What the simulated models write for a vision: in form, by the rules, each in its own way, out of the answers."""

import json
from typing import Any

import jsonschema
import pytest

from local.simulator.content import answer
from local.simulator.tokens import tokens
from local.simulator.wire.base import Ask
from tailrace.kinds.vision import page, prompt, prompt_last, qa_checks
from tailrace.kinds.vision.brief import kept_to_answers
from tailrace.kinds.vision.input import ANSWERS, VisionInput, own_words
from tailrace.kinds.vision.rules import check
from tailrace.kinds.vision.sections import BRIEF, FRAMEWORK, REFINABLE
from tailrace.providers import PROVIDERS, Prompt
from tailrace.providers.schema import strict_schema
from tests.unit.vision_texts import EXAMPLE

SHORT = {
    "company_name": "Null",
    "vision_audience_timing": "An app for nurses because shifts change",
    "hard_decisions": "Hire now or wait longer",
    "success_definition": "Calm nurses, enough money",
    "core_principles": "Honesty, speed, craft",
    "required_capabilities": "Rhythm, patience, databases",
    "current_state": "Two nurses, no revenue",
    "vision_purpose": "Nobody should work alone",
    "vision_endstate": "Nurses sleep when they want",
}
LONG = {name: " ".join([EXAMPLE[name]] * 12)[:3900] for name in ANSWERS}
FOUNDERS = {"example": EXAMPLE, "short": SHORT, "long": {**EXAMPLE, **LONG}}


def written(one: Prompt, provider: str, **how: Any) -> Any:
    """The answer, which has the form that was asked for."""
    schema = strict_schema(one.output)
    ask = Ask("m", one.system, one.user, schema, None, True, None, {})
    value = json.loads(answer.text(ask, provider, 0, **how))
    jsonschema.validate(value, schema)
    return value


def broken(contents: dict[str, Any], wanted: VisionInput) -> list[str]:
    return [
        f"{f.path} {f.message}" for name, content in contents.items() for f in check(name, content, own_words(wanted))
    ]


@pytest.fixture(params=FOUNDERS)
def wanted(request: pytest.FixtureRequest) -> VisionInput:
    return VisionInput.model_validate(FOUNDERS[request.param])


@pytest.mark.parametrize("provider", PROVIDERS)
class TestEveryModel:
    def test_writes_a_brief_without_a_figure_of_its_own(self, provider: str, wanted: VisionInput) -> None:
        brief = written(prompt.write(wanted, BRIEF, {}), provider)
        for name in BRIEF:
            _, notes = kept_to_answers(name, brief[name], wanted, own_words(wanted))
            assert notes == []
        assert broken({"founder_brief": brief["founder_brief"]}, wanted) == []
        assert brief["vc_summary"]["competition"] is None

    def test_writes_a_framework_by_the_rules_and_a_page_that_fits(self, provider: str, wanted: VisionInput) -> None:
        framework = written(prompt.write(wanted, FRAMEWORK, {}), provider)
        assert broken(framework, wanted) == []
        found = qa_checks.found(framework, own_words(wanted))
        assert {name: texts for name, texts in found.items() if texts} == {}
        sheet = written(prompt_last.one_pager(wanted, framework, None), provider)["one_pager"]
        assert page.check(sheet, wanted.company_name, framework, own_words(wanted)) == []

    @pytest.mark.parametrize("name", REFINABLE)
    def test_changes_a_section_for_every_action(self, provider: str, name: str) -> None:
        wanted = VisionInput.model_validate(EXAMPLE)
        document = written(prompt.write(wanted, (*BRIEF[:2], *FRAMEWORK), {}), provider)
        for wish in (*prompt.ACTIONS, "Say more about the tills"):
            new = written(prompt.refine(wanted, {**document, "vc_summary": "as it was"}, name, wish), provider)
            assert new[name] != document[name], wish
            assert list(new) == [name]
            assert broken(new, wanted) == [] or name == "vc_summary"

    def test_mistakes_on_request_are_found(self, provider: str) -> None:
        wanted = VisionInput.model_validate(EXAMPLE)
        good = written(prompt.write(wanted, FRAMEWORK, {}), provider)
        bad = written(prompt.write(wanted, FRAMEWORK, {}), provider, breaks_rules=True)
        told = " ".join(broken(bad, wanted))
        assert "'next spring'" in told
        assert "has 1 items, not 2 to 8" in told
        assert "strategy.0 has" in told
        sheet = written(prompt_last.one_pager(wanted, good, None), provider, breaks_rules=True)["one_pager"]
        found = [f.message for f in page.check(sheet, wanted.company_name, good, own_words(wanted))]
        assert any("not 300 to 400" in message for message in found)
        assert "holds the placeholder 'TBD'" in found
        scores = written(prompt_last.scores(wanted, good, FRAMEWORK, None), provider, breaks_rules=True)["scores"]
        assert scores["vision"]["specificity"] == 14
        brief = written(prompt.write(wanted, BRIEF, {}), provider, breaks_rules=True)
        assert all(kept_to_answers(n, brief[n], wanted, own_words(wanted))[1] for n in ("founder_brief", "vc_facts"))
        nothing = qa_checks.found(good, own_words(wanted))
        verdicts = written(prompt_last.qa(wanted, good, nothing, None), provider, breaks_rules=True)
        assert qa_checks.settle(verdicts, nothing).checks[0].result == "unknown"

    def test_writes_about_as_much_as_a_model_does(self, provider: str) -> None:
        wanted = VisionInput.model_validate(EXAMPLE)
        framework = written(prompt.write(wanted, FRAMEWORK, {}), provider)
        sizes = {
            "brief": written(prompt.write(wanted, BRIEF, {}), provider),
            "framework": framework,
            "one_pager": written(prompt_last.one_pager(wanted, framework, None), provider),
            "qa": written(prompt_last.qa(wanted, framework, qa_checks.found(framework, ""), None), provider),
            "scores": written(prompt_last.scores(wanted, framework, FRAMEWORK, None), provider),
        }
        for name, value in sizes.items():
            assert 100 < len(tokens(json.dumps(value, ensure_ascii=False))) < 600, name


def test_models_differ_and_each_is_true_to_itself() -> None:
    wanted = VisionInput.model_validate(EXAMPLE)
    one = prompt.write(wanted, FRAMEWORK, {})
    answers = [json.dumps(written(one, provider)) for provider in PROVIDERS]
    assert len(set(answers)) == 3
    assert answers[0] == json.dumps(written(one, PROVIDERS[0]))


@pytest.mark.parametrize("provider", PROVIDERS)
def test_every_answer_of_the_founder_is_in_something_that_is_written(provider: str) -> None:
    wanted = VisionInput.model_validate(EXAMPLE)
    before = json.dumps([written(prompt.write(wanted, names, {}), provider) for names in (BRIEF, FRAMEWORK)])
    for name in ANSWERS:
        changed = VisionInput.model_validate(
            {**EXAMPLE, name: "Owls, foxes, badgers and hedgehogs decide everything here"}
        )
        after = json.dumps([written(prompt.write(changed, names, {}), provider) for names in (BRIEF, FRAMEWORK)])
        assert "hedgehogs" in after, name
        assert "hedgehogs" not in before


def test_what_is_no_vision_is_left_to_others() -> None:
    schema = {"type": "object", "properties": {"vision": {"type": "string"}}, "required": ["vision"]}
    ask = Ask("m", "s", "no founder is here", schema, None, True, None, {})
    assert list(json.loads(answer.text(ask, "openai", 0))) == ["vision"]
