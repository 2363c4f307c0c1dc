"""What conditions, age and weight forbid. The one list for prompts and checks.

The movements and foods of pregnancy, hypertension, back pain, PCOD, diabetes and thyroid disorders are the product's
own list; the others are the usual precautions of exercise for these groups. None of it is a diagnosis or a treatment.
"""

from collections.abc import Iterable
from typing import NamedTuple

from tailrace.kinds.plan.energy import OBESE_II, SEVERELY_UNDERWEIGHT
from tailrace.kinds.plan.input import PlanInput
from tailrace.kinds.plan.vocabulary import Condition, FoodCaution, MovementTag

FRAIL_AGE = 70


class Precaution(NamedTuple):
    """What a condition forbids; `refer`: its owner should speak to a professional before beginning."""

    movements: frozenset[MovementTag] = frozenset()
    foods: frozenset[FoodCaution] = frozenset()
    refer: bool = True


def _not(*movements: MovementTag, foods: Iterable[FoodCaution] = (), refer: bool = True) -> Precaution:
    return Precaution(frozenset(movements), frozenset(foods), refer)


CONDITIONS: dict[Condition, Precaution] = {
    "pregnancy": _not(
        "deep_twist", "hot_environment", "prone", "intense_core", "long_breath_hold", "forceful_breathing",
        "inversion", "long_inversion", "high_impact", "max_effort", "heavy_lifting", "unsupported_backbend",
        foods=["unpasteurised", "raw_fish", "raw_egg", "high_mercury_fish", "liver", "alcohol"],
    ),
    "hypertension": _not(
        "inversion", "long_inversion", "max_effort", "forceful_breathing", "long_breath_hold", "long_isometric_hold",
        "heavy_lifting", "hot_environment", foods=["high_salt", "alcohol"],
    ),
    "back_pain": _not("deep_forward_bend", "unsupported_backbend", "heavy_lifting", "deep_twist", "plough"),
    "pcod": _not("long_inversion", foods=["added_sugar"]),
    "diabetes": _not("long_inversion", "max_effort", foods=["added_sugar"]),
    "thyroid": _not("shoulder_stand", "plough", foods=["raw_goitrogens"]),
    "eating_disorder": _not("max_effort", "hot_environment"),
    "knee_pain": _not("deep_knee_bend", "high_impact", refer=False),
    "asthma": _not("max_effort", "long_breath_hold", "forceful_breathing"),
    "heart_disease": _not(
        "max_effort", "heavy_lifting", "long_isometric_hold", "long_breath_hold", "forceful_breathing", "inversion",
        "long_inversion", "hot_environment", foods=["high_salt", "alcohol"],
    ),
    "kidney_disease": _not("max_effort", "hot_environment", foods=["high_salt"]),
    "high_cholesterol": _not(refer=False),
    "arthritis": _not("high_impact", "deep_knee_bend"),
    "osteoporosis": _not("deep_forward_bend", "deep_twist", "high_impact", "plough", "intense_core"),
    "coeliac_disease": _not(refer=False),
    "ibs": _not(refer=False),
    "migraine": _not("inversion", "long_inversion", "hot_environment", foods=["alcohol"], refer=False),
    "vertigo": _not("inversion", "long_inversion", "rapid_position_change"),
    "glaucoma": _not("inversion", "long_inversion", "long_breath_hold", "heavy_lifting"),
    "hernia": _not("intense_core", "heavy_lifting", "long_breath_hold", "max_effort"),
    "anxiety": _not("long_breath_hold", "forceful_breathing", refer=False),
    "depression": _not(foods=["alcohol"]),
    "insomnia": _not(foods=["alcohol"], refer=False),
    "recent_surgery": _not(
        "max_effort", "heavy_lifting", "high_impact", "intense_core", "inversion", "long_inversion", "deep_twist"
    ),
}  # fmt: skip


def may_show_figures(request: PlanInput) -> bool:
    """Whether energy, nutrients and weight may be shown to this person: with an eating disorder they do harm."""
    return "eating_disorder" not in request.all_conditions


def forbidden_movements(request: PlanInput) -> dict[MovementTag, str]:
    """Every tag that no activity may have, with what forbids it."""
    found: dict[MovementTag, str] = {}
    for condition in sorted(request.all_conditions):
        for tag in CONDITIONS[condition].movements:
            found.setdefault(tag, condition)
    bmi, age = request.profile.bmi, request.profile.age
    because = f"a body mass index of {bmi:.0f}" if may_show_figures(request) else "a precaution"
    if bmi >= OBESE_II:
        found.setdefault("high_impact", because)
    if bmi < SEVERELY_UNDERWEIGHT:
        found.setdefault("max_effort", because)
    if age >= FRAIL_AGE:
        found.setdefault("high_impact", f"the age of {age}")
        found.setdefault("max_effort", f"the age of {age}")
    return dict(sorted(found.items()))


def forbidden_foods(request: PlanInput) -> dict[FoodCaution, str]:
    """Every caution that no dish may have, with the condition that forbids it."""
    found: dict[FoodCaution, str] = {}
    for condition in sorted(request.all_conditions):
        for caution in CONDITIONS[condition].foods:
            found.setdefault(caution, condition)
    return dict(sorted(found.items()))
