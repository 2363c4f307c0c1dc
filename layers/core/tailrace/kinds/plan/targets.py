"""The numbers that a plan is made by and checked against, computed from the request alone."""

from typing import Literal

from tailrace.events import Strict
from tailrace.kinds.plan.energy import (
    OBESE,
    bmi_class,
    bmr_kcal,
    calorie_target,
    direction,
    tdee_kcal,
)
from tailrace.kinds.plan.input import PlanInput
from tailrace.kinds.plan.schedule import practice_minutes, schedule
from tailrace.kinds.plan.vocabulary import Direction

# Kilocalories in a gram (Atwater).
_KCAL_PROTEIN, _KCAL_CARBS, _KCAL_FAT = 4, 4, 9
# Grams of protein per kg: ISSN position stand 2017 (training), IOM DRI 2005 (0.8; pregnancy 1.1), PROT-AGE 2013 (1.0
# to 1.2 from 65 on), KDIGO 2024 (0.8 with kidney disease).
_PROTEIN: dict[Direction, float] = {"loss": 1.6, "maintenance": 1.0, "gain": 1.8}
_PROTEIN_PREGNANT, _PROTEIN_SENIOR, _PROTEIN_KIDNEY = 1.1, 1.2, 0.8
_SENIOR = 65
# Shares of energy, within IOM's acceptable ranges (fat 20–35 %, protein 10–35 %). Where blood sugar matters, fat takes
# a little of what carbohydrate has.
_FAT, _FAT_LOW_GI, _MOST_PROTEIN, _LEAST_PROTEIN = 0.30, 0.35, 0.30, 0.10
_LOW_GI = {"diabetes", "pcod"}
# IOM DRI 2005: 14 g for every 1000 kcal.
_FIBRE_PER_KCAL = 0.014
_WATER_ML_PER_KG, _WATER_ML = 35, (1500, 3500)
# EFSA 2010: 300 ml more in pregnancy.
_WATER_PREGNANT = 300


class WeekTarget(Strict):
    """One week of movement, counted from 1; the last may have fewer than seven days."""

    week: int
    active_days: int
    minutes_per_active_day: int
    movement_minutes: int
    deload: bool


class Targets(Strict):
    """A day's energy and nutrients, the week's movement, sleep and water."""

    bmi: float
    bmi_class: Literal["underweight", "healthy", "overweight", "obese"]
    bmr_kcal: int
    tdee_kcal: int
    direction: Direction
    calories_kcal: int
    protein_g: int
    carbs_g: int
    fat_g: int
    fibre_g: int
    water_ml: int
    sleep_hours: float
    practice_minutes: int
    weeks: list[WeekTarget]


def targets(request: PlanInput) -> Targets:
    """All targets of a request. The macros add up to the energy, but for the grams' rounding."""
    person = request.profile
    kcal = calorie_target(request)
    protein = _protein_g(request, kcal)
    fat = round(kcal * (_FAT_LOW_GI if request.all_conditions & _LOW_GI else _FAT) / _KCAL_FAT)
    return Targets.model_validate(
        {
            "bmi": round(person.bmi, 1),
            "bmi_class": bmi_class(person.bmi),
            "bmr_kcal": round(bmr_kcal(person.gender, person.age, person.height_cm, person.weight_kg)),
            "tdee_kcal": round(tdee_kcal(request)),
            "direction": direction(request),
            "calories_kcal": kcal,
            "protein_g": protein,
            "carbs_g": round((kcal - _KCAL_PROTEIN * protein - _KCAL_FAT * fat) / _KCAL_CARBS),
            "fat_g": fat,
            "fibre_g": round(kcal * _FIBRE_PER_KCAL),
            "water_ml": water_ml(request),
            "sleep_hours": sleep_hours(person.age),
            "practice_minutes": practice_minutes(request),
            "weeks": _weeks(request),
        }
    )


def water_ml(request: PlanInput) -> int:
    """Drinking water a day: 35 ml per kg within 1.5 to 3.5 l, 300 ml more in pregnancy; to 50 ml."""
    least, most = _WATER_ML
    need = min(max(request.profile.weight_kg * _WATER_ML_PER_KG, least), most)
    need += _WATER_PREGNANT if "pregnancy" in request.all_conditions else 0
    return round(need / 50) * 50


def sleep_hours(age: int) -> float:
    """The middle of what the National Sleep Foundation (2015) recommends: 7–9 h, from 65 on 7–8 h."""
    return 7.5 if age >= _SENIOR else 8.0


def _protein_g(request: PlanInput, kcal: int) -> int:
    """Per kg of body weight, or of the weight at a body mass index of 25 from 30 on; 10 to 30 % of the energy."""
    person, conditions = request.profile, request.all_conditions
    weight = person.weight_kg if person.bmi < OBESE else 25 * (person.height_cm / 100) ** 2
    per_kg = _PROTEIN[direction(request)]
    if person.age >= _SENIOR:
        per_kg = max(per_kg, _PROTEIN_SENIOR)
    if "pregnancy" in conditions:
        per_kg = max(per_kg, _PROTEIN_PREGNANT)
    if "kidney_disease" in conditions:
        per_kg = _PROTEIN_KIDNEY
    least, most = (kcal * share / _KCAL_PROTEIN for share in (_LEAST_PROTEIN, _MOST_PROTEIN))
    return round(min(max(per_kg * weight, least), most))


def _weeks(request: PlanInput) -> list[WeekTarget]:
    weeks: dict[int, WeekTarget] = {}
    for day in schedule(request):
        before = weeks.get(day.week)
        weeks[day.week] = WeekTarget(
            week=day.week,
            active_days=(before.active_days if before else 0) + day.active,
            minutes_per_active_day=max(before.minutes_per_active_day if before else 0, day.movement_minutes),
            movement_minutes=(before.movement_minutes if before else 0) + day.movement_minutes,
            deload=day.deload,
        )
    return list(weeks.values())
