"""Checks that bite: each day rule, the whole plan's, and the scores that are made of them."""

from typing import Any

import pytest

from tailrace.kinds.plan.checks import Judged, Verdict, check
from tailrace.kinds.plan.content import DayContent, WrittenDay, totals
from tailrace.kinds.plan.day_checks import HARD, DayJudge
from tailrace.kinds.plan.input import PlanInput
from tailrace.kinds.plan.schedule import schedule
from tailrace.kinds.plan.scores import WEIGHTS, scores
from tailrace.kinds.plan.targets import targets
from tests.unit.plan_days import activity, content, day, meal, request


def breaches(wanted: PlanInput, number: int = 1, **changes: Any) -> dict[str, bool]:
    """The rules that a changed day breaks, and whether they are hard."""
    written = WrittenDay.model_validate(day(wanted, number, **changes))
    found = DayJudge(wanted, targets(wanted)).judge(schedule(wanted)[number - 1], written)[1]
    return {breach.rule: breach.hard for breach in found}


def meals(wanted: PlanInput, factor: float = 1.0, number: int = 1, **changes: Any) -> list[dict[str, Any]]:
    """The plain day's meals with other portions, and changes to the first."""
    plain = [
        {**m, "kcal": round(m["kcal"] * factor), "protein_g": m["protein_g"] * factor}
        for m in day(wanted, number)["meals"]
    ]
    return [{**plain[0], **changes}, *plain[1:]]


def test_the_plain_day_breaks_nothing() -> None:
    wanted = request()
    assert breaches(wanted) == {}
    assert breaches(wanted, 3) == {}


PLAIN = request()


@pytest.mark.parametrize(
    ("fields", "changes", "rule", "hard"),
    [
        ({}, {"meals": [meal("breakfast"), meal("lunch")]}, "form", True),
        ({}, {"meals": meals(PLAIN, name=" ")}, "form", True),
        ({}, {"meals": meals(PLAIN, ingredients=[{"name": "rice", "amount": " "}])}, "form", True),
        ({}, {"meals": meals(PLAIN, steps=[])}, "form", True),
        ({}, {"meals": meals(PLAIN, fat_g=-1)}, "form", True),
        ({}, {"meals": meals(PLAIN, fat_g=float("inf"))}, "form", True),
        ({}, {"meals": meals(PLAIN, fat_g=1e308, carbs_g=1e308)}, "form", True),
        ({}, {"meals": meals(PLAIN, kcal=10**400)}, "form", True),
        ({}, {"meals": meals(PLAIN, steps=["Cook.", "\n"])}, "form", True),
        ({}, {"meals": meals(PLAIN, steps=["Stir for long. " * 50])}, "form", True),
        ({}, {"activities": [activity(minutes=1)] * 31}, "form", True),
        ({}, {"activities": [activity(start="6pm", minutes=24)]}, "form", True),
        ({}, {"activities": [activity(minutes=24, steps=[])]}, "form", True),
        ({}, {"activities": [activity(minutes=24, reps=5000)]}, "form", True),
        ({}, {"evening": {"wind_down": [], "reflection": "x", "bedtime": "22:30"}}, "form", True),
        ({}, {"meals": meals(PLAIN, 1.25)}, "calories", False),
        ({}, {"meals": meals(PLAIN, 0.75)}, "calories", False),
        ({}, {"meals": meals(PLAIN, 2)}, "calories", True),
        ({}, {"meals": meals(PLAIN, 0.4)}, "calories", True),
        ({}, {"meals": meals(PLAIN, protein_g=0)}, "protein", False),
        ({}, {"activities": [activity(minutes=44)]}, "time_budget", False),
        ({}, {"activities": []}, "movement_minutes", False),
        ({}, {"activities": [activity(minutes=34)]}, "movement_minutes", False),
        ({}, {"activities": [activity(minutes=24, equipment=["kettlebell"])]}, "equipment", False),
        (
            {"preferences": {"indoor_only": True}},
            {"activities": [activity(minutes=24, place="outdoor")]},
            "indoor_only",
            False,
        ),
        ({}, {"activities": [activity(minutes=24, intensity="high")]}, "experience", False),
        ({"dietary": {"cuisine_pref": ["Thai"]}}, {}, "cuisine", False),
        ({"availability": {"preferred_slots": [{"start": "07:00", "end": "08:00"}]}}, {}, "preferred_slots", False),
        ({}, {"evening": {"wind_down": ["x"], "reflection": "x", "bedtime": "01:30"}}, "sleep", False),
        ({"dietary": {"allergies": ["tomato"]}}, {}, "allergies", True),
        ({"dietary": {"avoid_items": ["lentils"]}}, {}, "avoid_items", True),
        ({"dietary": {"type": "vegan"}}, {"meals": meals(PLAIN, contains=["dairy"])}, "diet", True),
        ({"conditions": ["diabetes"]}, {"meals": meals(PLAIN, cautions=["added_sugar"])}, "condition_foods", True),
        (
            {"conditions": ["knee_pain"]},
            {"activities": [activity(minutes=24, tags=["high_impact"])]},
            "contraindications",
            True,
        ),
        (
            {"conditions": ["pregnancy"]},
            {"activities": [activity(minutes=24, name="Cobra pose")]},
            "contraindications",
            True,
        ),
        (
            {"conditions": ["asthma"]},
            {"activities": [activity(minutes=24, intensity="high")]},
            "contraindications",
            True,
        ),
        ({"profile": {"age": 71}}, {"activities": [activity(minutes=24, name="Jump rope")]}, "contraindications", True),
        (
            {"profile": {"weight_kg": 110}},
            {"activities": [activity(minutes=24, name="Running")]},
            "contraindications",
            True,
        ),
    ],
)
def test_each_rule_bites(fields: dict[str, Any], changes: dict[str, Any], rule: str, hard: bool) -> None:
    assert breaches(request(**fields), **changes).get(rule) is hard


def test_a_practice_is_looked_at_like_an_activity() -> None:
    practice = {"name": "Bhastrika", "kind": "breathwork", "minutes": 5, "steps": ["x"], "tags": []}
    morning = {"wake_time": "06:30", "hydration_ml": 300, "affirmations": ["x"], "practices": [practice]}
    assert breaches(request(conditions=["hypertension"]), morning=morning) == {"contraindications": True}
    assert breaches(request(), morning=morning) == {}


def test_a_rest_day_is_one() -> None:
    wanted = request()
    rest = next(d.day for d in schedule(wanted) if not d.active)
    assert breaches(wanted, rest) == {}
    assert breaches(wanted, rest, activities=[activity(minutes=10)]) == {"movement_minutes": False}


def test_totals_are_sums_whatever_the_model_says() -> None:
    wanted = request()
    made = content(wanted)
    assert made.totals == totals(made)
    assert made.totals.kcal == sum(m.kcal for m in made.meals)
    assert made.totals.movement_minutes == schedule(wanted)[0].movement_minutes


def whole(wanted: PlanInput) -> dict[int, DayContent]:
    return {number: content(wanted, number) for number in range(1, wanted.days_total + 1)}


def results(judged: list[Judged]) -> dict[str, str]:
    return {found.check.name: found.check.result for found in judged}


WEEKS = request(duration={"unit": "weeks", "value": 6}, other_conditions=["a stiff neck"])


def verdict(days: dict[int, DayContent], wanted: PlanInput = WEEKS) -> Verdict:
    return check(wanted, targets(wanted), days)


def verified(days: dict[int, DayContent], wanted: PlanInput = WEEKS) -> list[Judged]:
    return verdict(days, wanted).judged


def test_a_plan_that_keeps_everything_passes_and_says_what_it_cannot_know() -> None:
    judged, broken_days = verdict(whole(WEEKS))
    assert broken_days == []
    assert {name for name, result in results(judged).items() if result != "pass"} == {"other_conditions"}
    found = scores(judged)
    assert (found.safety, found.diet_match, found.progression, found.adherence, found.variety) == (1, 1, 1, 1, 1)
    assert found.overall == 1


def test_a_missing_day_fails_and_what_was_not_seen_is_unknown() -> None:
    days = whole(WEEKS)
    del days[9], days[40]
    judged = verified(days)
    found = results(judged)
    assert found["days_present"] == "fail"
    assert "day 9 is missing; day 40 is missing" in next(
        j.check.message for j in judged if j.check.name == "days_present"
    )
    assert found["contraindications"] == found["calories"] == found["variety"] == "unknown"
    assert scores(judged).overall is None
    assert scores(judged).safety is None


def test_nothing_there_is_not_a_pass() -> None:
    judged = verified({})
    assert results(judged)["days_present"] == "fail"
    assert "pass" not in results(judged).values()


def test_a_stored_day_that_violates_is_found_and_named() -> None:
    wanted = request(duration={"unit": "weeks", "value": 2}, dietary={"allergies": ["nuts"]})
    days = whole(wanted)
    days[5] = content(wanted, 5, meals=meals(wanted, number=5, ingredients=[{"name": "cashews", "amount": "20 g"}]))
    judged, broken_days = verdict(days, wanted)
    failed = next(found for found in judged if found.check.name == "allergies")
    assert failed.check.result == "fail"
    assert failed.check.message.startswith("day 5: ")
    assert "cashew" in failed.check.message
    assert broken_days == [5]
    assert scores(judged).safety == round(13 / 14, 3)
    assert scores(judged).overall == 0.5


def test_too_much_too_soon_and_no_easier_week_are_found() -> None:
    days = whole(WEEKS)
    active = [d.day for d in schedule(WEEKS) if d.active]
    for number in (n for n in active if 8 <= n <= 14):
        days[number] = content(WEEKS, number, activities=[activity(minutes=29)])
    judged = {found.check.name: found for found in verified(days)}
    assert judged["progression"].check.result == "fail"
    assert "week 2 (days 8 to 14)" in judged["progression"].check.message
    assert judged["progression"].share == 4 / 5
    for number in (n for n in active if 29 <= n <= 35):
        days[number] = content(WEEKS, number, activities=[activity(minutes=29)])
    again = {found.check.name: found for found in verified(days)}
    assert "week 5 should be easier" in again["progression"].check.message


def test_one_week_has_no_progress_to_look_at() -> None:
    judged = verified(whole(request()), request())
    assert results(judged)["progression"] == "unknown"
    found = scores(judged)
    assert found.progression is None
    assert found.overall == 1


def test_rest_days_are_counted() -> None:
    wanted = request(profile={"age": 64}, availability={"days_per_week": 6})
    days = {n: content(wanted, n, activities=[activity(minutes=20)]) for n in range(1, 8)}
    judged = {found.check.name: found.check for found in verified(days, wanted)}
    assert judged["active_days"].result == "fail"
    assert "7 active days, not 4" in judged["active_days"].message


def test_a_dish_that_comes_again_soon_is_named() -> None:
    wanted = request()
    days = whole(wanted)
    again = [
        {**m, "name": "Red lentil dal with rice c2"} if m["slot"] == "dinner" else m for m in day(wanted, 4)["meals"]
    ]
    days[4] = content(wanted, 4, meals=again)
    found = next(j for j in verified(days, wanted) if j.check.name == "variety")
    assert found.check.result == "fail"
    assert found.check.message == "day 4: 'Red lentil dal with rice c2' was served on day 2 already"
    assert found.share == 20 / 21


def test_scores_are_the_formula() -> None:
    wanted = request()
    days = whole(wanted)
    days[2] = content(wanted, 2, meals=meals(wanted, 1.3, 2), activities=[activity(minutes=24, equipment=["barbell"])])
    found = scores(verified(days, wanted))
    assert found.diet_match == round((6 / 7 + 1) / 2, 3)
    # time_budget, movement_minutes, active_days, equipment, experience, sleep
    assert found.adherence == round((5 + 6 / 7) / 6, 3)
    assert sum(WEIGHTS.values()) == pytest.approx(1)
    parts = {"safety": 1, "diet_match": found.diet_match, "adherence": found.adherence, "variety": 1}
    expected = sum(WEIGHTS[n] * v for n, v in parts.items()) / sum(WEIGHTS[n] for n in parts)
    assert found.overall == pytest.approx(expected, abs=0.002)


@pytest.mark.parametrize(("factor", "portion"), [(1.4, 1), (0.3, 1), (1, 0)])
def test_nobody_with_an_eating_disorder_is_told_a_figure(factor: float, portion: float) -> None:
    """Not even by what is wrong with a day: messages go out while it is made again."""
    wanted = request(conditions=["eating_disorder"])
    served = [{**m, "protein_g": m["protein_g"] * portion} for m in meals(wanted, factor)]
    written = WrittenDay.model_validate(day(wanted, meals=served))
    found = DayJudge(wanted, targets(wanted)).judge(schedule(wanted)[0], written)[1]
    assert {breach.rule for breach in found} <= {"calories", "protein"}
    assert found
    assert not any(character.isdigit() for breach in found for character in breach.message)


def test_every_hard_rule_is_one_that_a_day_can_break() -> None:
    assert set(HARD) == {"form", "allergies", "avoid_items", "diet", "condition_foods", "contraindications"}
