"""Targets: the formulas by hand, and what no request can make them do."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from tailrace.kinds.plan.energy import FLOOR_KCAL, MAX_DEFICIT_KCAL, bmr_kcal, calorie_target, direction, tdee_kcal
from tailrace.kinds.plan.input import PlanInput
from tailrace.kinds.plan.schedule import DELOAD_EVERY, WEEK, schedule, session_minutes
from tailrace.kinds.plan.targets import sleep_hours, targets, water_ml
from tests.unit.plan_days import request


@pytest.mark.parametrize(
    ("gender", "age", "height", "weight", "kcal"),
    # 10·80 + 6.25·180 - 5·30 + 5; 10·60 + 6.25·165 - 5·40 - 161; the mean of M and F for the first person.
    [("M", 30, 180, 80, 1780), ("F", 40, 165, 60, 1270.25), ("Other", 30, 180, 80, 1697)],
)
def test_basal_rate_by_hand(gender: Any, age: int, height: float, weight: float, kcal: float) -> None:
    assert bmr_kcal(gender, age, height, weight) == kcal


@pytest.mark.parametrize(
    ("fields", "kcal"),
    [
        # 1780 × 1.55 = 2759, to the next ten.
        ({}, 2760),
        # 2759 - 15 % = 2345.15
        ({"goals": [{"name": "lose_weight"}]}, 2350),
        # 1780 × 1.725 = 3070.5, of which 15 % are 460.6
        ({"goals": [{"name": "lose_weight"}], "activity_level": "intense"}, 2610),
        # 2759 + 10 % = 3034.9
        ({"goals": [{"name": "gain_muscle"}]}, 3040),
        ({"plan_type": {"primary": "weight_loss"}}, 2350),
        ({"plan_type": {"primary": "muscle"}}, 3040),
        # A goal counts more than the type of the plan.
        ({"plan_type": {"primary": "weight_loss"}, "goals": [{"name": "maintain_weight"}]}, 2760),
        # Fat down and muscle up with the same priority: level; else the higher priority.
        ({"goals": [{"name": "lose_weight"}, {"name": "gain_muscle"}]}, 2760),
        ({"goals": [{"name": "lose_weight"}, {"name": "gain_muscle", "priority": "high"}]}, 3040),
        # Body mass index 37: a fifth of 2180 × 1.2 = 2616 would be 523; the cap is 500, and not under the basal 2180.
        ({"profile": {"weight_kg": 120}, "activity_level": "sedentary", "goals": [{"name": "lose_weight"}]}, 2180),
        ({"profile": {"weight_kg": 120}, "goals": [{"name": "lose_weight"}]}, 2880),
        ({"conditions": ["pregnancy"], "goals": [{"name": "lose_weight"}]}, 2760),
        ({"conditions": ["pregnancy"], "goals": [{"name": "gain_weight"}]}, 2760),
        ({"conditions": ["eating_disorder"], "goals": [{"name": "lose_weight"}]}, 2760),
        ({"conditions": ["eating_disorder"], "goals": [{"name": "gain_weight"}]}, 3040),
    ],
)
def test_energy_by_hand(fields: dict[str, Any], kcal: int) -> None:
    profile = {"gender": "M", "age": 30, "height_cm": 180, "weight_kg": 80, **fields.pop("profile", {})}
    assert targets(request(profile=profile, **fields)).calories_kcal == kcal


def test_nutrients_by_hand() -> None:
    # 80 kg at maintenance: 1.0 g/kg; 30 % of 2760 kcal is fat; 14 g of fibre per 1000 kcal.
    found = targets(request(profile={"gender": "M", "age": 30, "height_cm": 180, "weight_kg": 80}))
    assert (found.protein_g, found.fat_g, found.carbs_g, found.fibre_g) == (80, 92, 403, 39)
    assert (found.bmi, found.bmi_class, found.bmr_kcal, found.tdee_kcal) == (24.7, "healthy", 1780, 2759)


@pytest.mark.parametrize(
    ("fields", "grams"),
    [
        ({"goals": [{"name": "lose_weight"}]}, 128),
        ({"goals": [{"name": "gain_muscle"}]}, 144),
        ({"conditions": ["pregnancy"]}, 88),
        ({"conditions": ["kidney_disease"], "goals": [{"name": "lose_weight"}]}, 64),
        ({"profile": {"age": 70}}, 96),
    ],
)
def test_protein_by_goal(fields: dict[str, Any], grams: int) -> None:
    profile = {"gender": "M", "age": 30, "height_cm": 180, "weight_kg": 80, **fields.pop("profile", {})}
    assert targets(request(profile=profile, **fields)).protein_g == grams


@pytest.mark.parametrize(("weight", "ml"), [(40, 1500), (60, 2100), (71, 2500), (150, 3500)])
def test_water_by_hand(weight: float, ml: int) -> None:
    assert water_ml(request(profile={"weight_kg": weight})) == ml


def test_sleep_by_age() -> None:
    assert (sleep_hours(64), sleep_hours(65)) == (8, 7.5)


PEOPLE = st.fixed_dictionaries(
    {
        "gender": st.sampled_from(["F", "M", "Other"]),
        "age": st.integers(18, 100),
        "height_cm": st.floats(120, 230),
        "weight_kg": st.floats(30, 300),
    }
)
GOALS = st.lists(
    st.builds(
        lambda name, priority: {"name": name, "priority": priority},
        st.sampled_from(["lose_weight", "gain_muscle", "better_sleep", "maintain_weight"]),
        st.sampled_from(["high", "medium", "low"]),
    ),
    max_size=3,
    unique_by=lambda goal: goal["name"],
)
REQUESTS = st.fixed_dictionaries(
    {
        "profile": PEOPLE,
        "goals": GOALS,
        "activity_level": st.sampled_from(["sedentary", "light", "moderate", "intense"]),
        "experience_level": st.sampled_from(["beginner", "intermediate", "advanced"]),
        "conditions": st.lists(
            st.sampled_from(["pregnancy", "eating_disorder", "diabetes", "kidney_disease"]), unique=True
        ),
        "plan_type": st.sampled_from(["combined", "weight_loss", "muscle", "meditation"]).map(lambda t: {"primary": t}),
        "availability": st.integers(1, 7).map(lambda days: {"days_per_week": days}),
        "time_budget_min_per_day": st.integers(10, 180),
        "duration": st.integers(1, 90).map(lambda days: {"unit": "days", "value": days}),
    }
)


def made(fields: dict[str, Any]) -> PlanInput | None:
    try:
        return PlanInput.model_validate(fields)
    except ValidationError:
        return None  # A body that cannot be: the input says so.


@given(REQUESTS)
def test_energy_is_never_unsafe(fields: dict[str, Any]) -> None:
    wanted = made(fields)
    if wanted is None:
        return
    kcal, used = calorie_target(wanted), tdee_kcal(wanted)
    assert kcal >= FLOOR_KCAL[wanted.profile.gender]
    assert kcal >= used - MAX_DEFICIT_KCAL
    assert kcal <= max(used * 1.1, FLOOR_KCAL[wanted.profile.gender]) + 10
    guarded = {"pregnancy", "eating_disorder"} & set(wanted.conditions) or wanted.profile.bmi < 18.5
    if guarded or direction(wanted) != "loss":
        assert kcal >= used


@given(REQUESTS)
def test_nutrients_add_up_and_stay_in_their_ranges(fields: dict[str, Any]) -> None:
    wanted = made(fields)
    if wanted is None:
        return
    found = targets(wanted)
    assert abs(4 * found.protein_g + 4 * found.carbs_g + 9 * found.fat_g - found.calories_kcal) <= 4
    assert 0.09 <= 4 * found.protein_g / found.calories_kcal <= 0.31
    assert 0.34 <= 4 * found.carbs_g / found.calories_kcal <= 0.62
    assert 1500 <= found.water_ml <= 3800


@given(REQUESTS)
def test_movement_grows_slowly_rests_and_fits_the_time(fields: dict[str, Any]) -> None:
    wanted = made(fields)
    if wanted is None:
        return
    found, days = targets(wanted), schedule(wanted)
    assert [day.day for day in days] == list(range(1, wanted.days_total + 1))
    most = 4 if wanted.profile.age > 60 else 6
    whole = [week for week in found.weeks if week.week * WEEK <= wanted.days_total]
    for before, week in zip(found.weeks, found.weeks[1:], strict=False):
        assert week.minutes_per_active_day <= 1.1 * max(
            w.minutes_per_active_day for w in found.weeks[: week.week - 1]
        ) + 1e-9 or (week.active_days == 0)
        if week.week % DELOAD_EVERY == 0 and week.active_days:
            assert week.minutes_per_active_day < before.minutes_per_active_day
    for week in whole:
        assert week.active_days == min(wanted.availability.days_per_week, most)
        assert week.movement_minutes == week.active_days * week.minutes_per_active_day
    for day in days:
        assert (day.movement_minutes > 0) == day.active
        assert day.movement_minutes + found.practice_minutes <= wanted.time_budget_min_per_day
        assert day.movement_minutes <= 120


def test_progress_by_hand() -> None:
    # 150 × 0.8 = 120 minutes over five days; five per cent more a week, 30 % less in the fifth.
    assert session_minutes(request(), 7) == [24, 25, 26, 27, 18, 29, 30]


def test_calm_plans_give_half_of_the_time_to_practice() -> None:
    assert targets(request()).practice_minutes == 11
    assert targets(request(plan_type={"primary": "meditation"})).practice_minutes == 22
