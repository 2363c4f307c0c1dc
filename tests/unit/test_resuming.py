"""What a run that goes on has to make."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from tailrace.events import Expected, StepPlan
from tailrace.fold import Snapshot, advance
from tailrace.kinds import Kind
from tailrace.resuming import ContinueRefusedError, plan


def on_request(snapshot: Any, step: str) -> StepPlan | None:
    """A made section can be refined."""
    name, _, section = step.partition(":")
    if name == "refine" and f"write:{section}" in {s["id"] for s in snapshot["steps"]}:
        return StepPlan(id=step, label=f"Refines {section}", expected_seconds=9)
    return None


KIND = Kind(
    name="paper",
    title="Paper",
    description="",
    input_model=BaseModel,
    plan=lambda wanted, providers: ([], Expected(parts=0)),
    steps={"outline": "", "write": "", "check": "", "score": "", "refine": ""},
    repeatable=frozenset({"write", "refine"}),
    on_request=on_request,
    requestable=frozenset({"refine"}),
    after={"outline": ("write",), "write": ("check",), "check": ("score",), "refine": ("score",)},
)
WRITTEN = {"outline": "completed", "write:a": "completed", "write:b": "completed"}
WHOLE = {**WRITTEN, "check": "completed", "score": "completed"}

STATES = st.sampled_from(["completed", "failed", "stopped", "skipped"])
IDS = st.sampled_from(["outline", "write:a", "write:b", "check", "score", "refine:a"])


def run(states: dict[str, str], status: str = "failed", **more: Any) -> Snapshot:
    """A run with these steps, in this order."""
    steps = [{"id": name, "state": state, "feedback": None} for name, state in states.items()]
    return {"status": status, "steps": steps, "degraded": [], **more}


def steps(snapshot: Snapshot, *named: str, kind: Kind = KIND) -> list[str]:
    return plan(kind, snapshot, named, None).steps


def refusal(snapshot: Snapshot, *named: str, kind: Kind = KIND) -> ContinueRefusedError:
    with pytest.raises(ContinueRefusedError) as refused:
        plan(kind, snapshot, named, None)
    return refused.value


@pytest.mark.parametrize("state", ["failed", "stopped", "skipped", "pending", "retrying"])
def test_whatever_is_not_complete_is_made(state: str) -> None:
    snapshot = run({**WRITTEN, "check": state, "score": "skipped"})

    assert steps(snapshot) == ["check", "score"]


def test_what_was_made_after_something_that_is_missing_is_made_again_at_any_distance() -> None:
    assert steps(run({**WHOLE, "write:b": "failed"}, "cancelled")) == ["write:b", "check", "score"]


def test_all_of_a_sort_are_made_again_when_what_they_come_after_is() -> None:
    snapshot = run({**WHOLE, "outline": "failed", "write:a": "failed"})

    assert steps(snapshot) == ["outline", "write:a", "write:b", "check", "score"]


def test_what_is_degraded_is_made_again_unless_something_else_is_asked_for() -> None:
    snapshot = run(WHOLE, "completed", degraded=["score", "write:a"])

    assert steps(snapshot) == ["write:a", "check", "score"]
    assert steps(snapshot, "write:b") == ["write:b", "check", "score"]


def test_a_degraded_step_may_be_named_though_its_sort_is_not_repeated_otherwise() -> None:
    assert steps(run(WHOLE, "completed", degraded=["score"]), "score") == ["score"]
    assert "score" in refusal(run(WHOLE, "completed"), "score").faults["steps.0"]


def test_what_is_missing_is_made_too_when_something_is_named() -> None:
    assert steps(run({**WHOLE, "write:b": "failed"}), "write:a") == ["write:a", "write:b", "check", "score"]


def test_a_named_step_that_is_missing_anyway_is_made_once() -> None:
    assert steps(run({**WHOLE, "score": "failed"}), "score") == ["score"]


def test_a_step_that_a_client_asks_for_first_is_planned_and_told_to_the_workflow() -> None:
    found = plan(KIND, run(WHOLE, "completed"), ["refine:a"], "shorter")

    assert (found.steps, found.requested) == (["score", "refine:a"], ["refine:a"])
    assert [draft.data.TYPE for draft in found.drafts] == ["run.resumed", "run.steps_added"]
    assert [step.label for step in found.planned] == ["Refines a"]
    assert found.feedback == {"refine:a": "shorter"}


def test_a_step_on_request_that_was_not_finished_is_requested_again_with_its_wish() -> None:
    snapshot = run({**WHOLE, "refine:a": "stopped", "refine:b": "completed"}, "cancelled")
    snapshot["steps"][-2]["feedback"] = "shorter"
    snapshot["steps"][-1]["feedback"] = "longer"

    found = plan(KIND, snapshot, [], None)

    assert (found.steps, found.requested, found.planned) == (["score", "refine:a"], ["refine:a"], [])
    assert found.feedback == {"refine:a": "shorter"}


def test_a_new_wish_takes_the_place_of_an_open_one() -> None:
    snapshot = run({**WHOLE, "write:a": "failed"})
    snapshot["steps"][1]["feedback"] = "old"

    assert plan(KIND, snapshot, ["write:a", "write:b"], "new").feedback == {"write:a": "new", "write:b": "new"}


def test_every_step_that_cannot_be_made_is_named_with_what_there_is() -> None:
    faults = refusal(run(WHOLE, "completed"), "refine:z", "write:a", "outline", "").faults

    assert set(faults) == {"steps.0", "steps.2", "steps.3"}
    assert faults["steps.0"] == "the run has no step refine:z; there are outline, write:a, write:b, check, score"
    assert faults["steps.2"].endswith("is not made again; of a paper's steps these are: write, refine")


@given(st.dictionaries(IDS, STATES), st.lists(IDS, unique=True))
def test_a_kind_whose_steps_follow_each_other_in_a_ring_comes_to_an_end(
    states: dict[str, str], named: list[str]
) -> None:
    ring = replace(KIND, after={"write": ("check",), "check": ("write",)}, repeatable=frozenset(KIND.steps))
    snapshot = run({"write:a": "completed", "check": "completed", **states}, "cancelled")
    known = [step for step in named if step in {s["id"] for s in snapshot["steps"]}]

    found = steps(snapshot, *known, kind=ring)

    assert ("check" in found) == ("write:a" in found)


def test_a_kind_that_repeats_nothing_says_so() -> None:
    faults = refusal(run(WHOLE, "completed"), "check", kind=replace(KIND, repeatable=frozenset())).faults

    assert faults["steps.0"] == "check is complete and is not made again; none of a paper's steps is"


@pytest.mark.parametrize("status", ["queued", "running"])
def test_an_open_run_is_refused_whatever_is_asked(status: str) -> None:
    assert refusal(run(WHOLE, status), "nonsense").reason == "run_is_open"


def test_a_whole_run_has_nothing_to_make_but_one_that_lacks_only_its_end_can_get_it() -> None:
    assert refusal(run(WHOLE, "completed")).reason == "nothing_to_continue"
    assert steps(run(WHOLE, "failed")) == steps(run(WHOLE, "cancelled")) == []


@given(
    st.dictionaries(IDS, STATES),
    st.lists(st.one_of(IDS, st.text(max_size=8)), max_size=4, unique=True),
    st.sampled_from(["completed", "failed", "cancelled"]),
    st.data(),
)
def test_it_makes_every_missing_step_none_twice_and_none_that_is_unknown(
    states: dict[str, str], named: list[str], status: str, data: st.DataObject
) -> None:
    degraded = data.draw(st.lists(st.sampled_from([*states, "gone"]), unique=True))
    snapshot = run(states, status, degraded=degraded)
    try:
        found = plan(KIND, snapshot, named, None)
    except ContinueRefusedError:
        return
    known = [*states, *(step.id for step in found.planned)]
    assert len(set(found.steps)) == len(found.steps)
    assert set(found.steps) <= set(known)
    assert {step for step, state in states.items() if state != "completed"} | set(named) <= set(found.steps)
    assert not {step.id for step in found.planned} & states.keys()
    assert found.steps == sorted(found.steps, key=known.index)


@given(st.dictionaries(IDS, STATES, min_size=1), st.booleans())
def test_what_it_decides_is_what_the_fold_makes_of_it(states: dict[str, str], refine: bool) -> None:
    snapshot = run({"write:a": "completed", **states}, seq=9, kind=None, execution=1, errors=[], timing={})
    wish = "refine:a" if refine and "refine:a" not in states else "write:a"
    found = plan(KIND, snapshot, [wish], "brighter")
    events = [
        {
            "seq": 10 + place,
            "ts": "2026-11-20T08:00:00.000Z",
            "type": draft.data.TYPE,
            "step": None,
            "data": draft.data.model_dump(mode="json"),
        }
        for place, draft in enumerate(found.drafts)
    ]
    after = advance(snapshot, events)
    assert (after["status"], after["execution"]) == ("running", 2)
    assert {step["id"] for step in after["steps"] if step["state"] == "pending"} == set(found.steps)
    wishes = {step["id"]: step["feedback"] for step in after["steps"] if step["feedback"]}
    assert wishes == found.feedback == {wish: "brighter"}
