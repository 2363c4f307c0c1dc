"""A run's limit is never passed, whatever its calls do; the arithmetic is checked over the real fold."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from tailrace.budget import (
    LEAST_OUTPUT_TOKENS,
    OVERHEAD_TOKENS,
    Call,
    Refused,
    Wait,
    judge,
    max_input_tokens,
)
from tailrace.fold import Snapshot, advance, fold
from tailrace.providers import Prompt
from tests.unit.money import STEPS, Line, begun, failed, recorded, released, reserved, then

OPENAI, ANTHROPIC, GEMINI = STEPS


def call(step: str = OPENAI, tokens: int = 4000, per_token: float = 1e-6, input_usd: float = 0.001) -> Call:
    return Call(step, "m", 1000, tokens, None, lambda output: input_usd + output * per_token)


def run(limit: float | None, *lines: Line) -> Snapshot:
    return fold(then(begun(limit), *lines))


def counted(snapshot: Snapshot) -> float:
    budget, cost = snapshot["budget"], snapshot["usage"]["cost_usd"]
    counted: float = round(cost + budget["held_usd"] + budget["reserved_usd"], 9)
    return counted


WAYS = st.sampled_from(["begin", "told", "told less", "cut", "turned away", "died"])


@given(
    limit=st.floats(1e-6, 0.05),
    acts=st.lists(st.tuples(st.sampled_from(STEPS), WAYS, st.integers(1, 30_000), st.booleans()), max_size=40),
    per_token=st.sampled_from([5e-7, 3.75e-6, 1e-5, 1.23456789e-6]),
    input_usd=st.floats(0, 0.004),
)
def test_no_interleaving_of_calls_passes_the_limit(
    limit: float, acts: list[tuple[str, str, int, bool]], per_token: float, input_usd: float
) -> None:
    events = begun(limit)
    snapshot = fold(events)
    worth: dict[str, float] = {}

    def happen(line: Line) -> None:
        nonlocal events
        events = then(events, line)
        advance(snapshot, events[-1:])
        assert counted(snapshot) <= limit
        assert min(snapshot["budget"].values()) >= 0

    for step, way, tokens, patient in acts:
        if way == "begin" and step not in worth:
            wish = call(step, tokens, per_token, input_usd)
            verdict = judge(snapshot, wish, patient=patient)
            if isinstance(verdict, Call):
                assert verdict.max_output_tokens <= tokens
                usd = verdict.wanted_usd
                assert usd is not None
                worth[step] = input_usd + verdict.max_output_tokens * per_token
                assert round(worth[step], 9) <= usd
                happen(reserved(step, usd))
            elif isinstance(verdict, Wait):
                assert patient
                assert worth
        elif step in worth:
            most = worth.pop(step)
            happen(
                {
                    "told": recorded(step, most),
                    "told less": recorded(step, most / 3),
                    "cut": recorded(step, None),
                    "turned away": released(step),
                    "died": failed(step),
                }.get(way, released(step))
            )


class TestJudge:
    def test_without_a_limit_everything_may_be_made_also_at_an_unknown_price(self) -> None:
        unpriced = Call(OPENAI, "m", 10, 10, None, lambda _: None)
        assert judge(run(None), unpriced, patient=True) is unpriced

    def test_what_fits_is_made_as_it_is(self) -> None:
        wish = call()
        assert judge(run(0.005), wish, patient=True) is wish

    def test_while_another_call_is_open_its_money_may_come_back(self) -> None:
        snapshot = run(0.005, reserved(GEMINI, 0.001))
        assert isinstance(judge(snapshot, call(), patient=True), Wait)

    def test_who_waits_no_more_gets_as_many_tokens_as_the_rest_pays_for(self) -> None:
        granted = judge(run(0.005, reserved(GEMINI, 0.001)), call(), patient=False)
        assert isinstance(granted, Call)
        assert (granted.max_output_tokens, granted.wanted_usd) == (3000, 0.004)

    def test_with_nobody_to_wait_for_the_rest_is_taken_at_once(self) -> None:
        granted = judge(run(0.002), call(), patient=True)
        assert isinstance(granted, Call)
        assert granted.max_output_tokens == 1000

    def test_what_pays_for_no_useful_answer_is_refused_with_the_sums(self) -> None:
        spent: list[Line] = [reserved(OPENAI, 0.002), recorded(OPENAI, 0.002), reserved(GEMINI, 0.001), failed(GEMINI)]
        verdict = judge(run(0.0045, *spent), call(), patient=True)
        assert isinstance(verdict, Refused)
        for part in ("$0.0045", "$0.002 are spent", "$0.001 held", "$0 reserved", "may cost $0.005", "max_cost_usd"):
            assert part in verdict.message

    def test_a_short_answer_needs_no_more_than_it_wants(self) -> None:
        short = call(tokens=40)
        assert LEAST_OUTPUT_TOKENS > 40
        assert judge(run(0.00104), short, patient=True) is short
        assert isinstance(judge(run(0.00103), short, patient=True), Refused)

    def test_a_model_of_unknown_price_is_refused_by_its_name(self) -> None:
        verdict = judge(run(1.0), Call(OPENAI, "nova", 10, 10, None, lambda _: None), patient=True)
        assert isinstance(verdict, Refused)
        assert "nova has no known price" in verdict.message

    def test_a_limit_that_came_too_late_leaves_nothing(self) -> None:
        assert isinstance(
            judge(run(0.001, reserved(OPENAI, 0.5), recorded(OPENAI, 0.5)), call(), patient=True), Refused
        )


@pytest.mark.parametrize("text", ["plain", "Æther – 夜の首都高", "🜁" * 50, ""])
def test_the_bound_of_the_input_is_its_bytes_and_what_providers_add(text: str) -> None:
    prompt = Prompt(text, text * 2, BaseModel, 100)
    assert max_input_tokens(prompt, '{"é": 1}') == 3 * len(text.encode()) + 9 + OVERHEAD_TOKENS
