"""How much energy a day needs, and how much a plan gives: every number with the source of its formula."""

from collections.abc import Mapping

from tailrace.kinds.plan.input import PlanInput
from tailrace.kinds.plan.vocabulary import ActivityLevel, Direction, Gender

# Mifflin, St Jeor et al., Am J Clin Nutr 1990;51:241–247. Other is the mean of the two.
_BMR_CONSTANT: Mapping[Gender, float] = {"M": 5, "F": -161, "Other": -78}
# The multiples of the basal rate that are in common use with that formula.
ACTIVITY_FACTORS: Mapping[ActivityLevel, float] = {
    "sedentary": 1.2,
    "light": 1.375,
    "moderate": 1.55,
    "intense": 1.725,
}
# What no plan goes under without a doctor: NIH/NHLBI, The Practical Guide (2000), upper ends of the low-calorie diets.
FLOOR_KCAL: Mapping[Gender, int] = {"M": 1500, "F": 1200, "Other": 1350}
# NHLBI 2000 asks for 500 to 1000 kcal a day less than is used; this stays at the mild end.
MAX_DEFICIT_KCAL = 500
_DEFICIT, _DEFICIT_OBESE, _SURPLUS = 0.15, 0.20, 0.10
# WHO's classes.
UNDERWEIGHT, OVERWEIGHT, OBESE, OBESE_II, OBESE_III = 18.5, 25, 30, 35, 40
SEVERELY_UNDERWEIGHT = 16

_LOSS, _GAIN = {"lose_weight"}, {"gain_weight", "gain_muscle"}
_RANK = {"high": 3, "medium": 2, "low": 1}


def bmr_kcal(gender: Gender, age: float, height_cm: float, weight_kg: float) -> float:
    """Basal metabolic rate, kcal a day: 10 kg + 6.25 cm - 5 years + 5 (M) or - 161 (F), Mifflin–St Jeor 1990."""
    return 10 * weight_kg + 6.25 * height_cm - 5 * age + _BMR_CONSTANT[gender]


def tdee_kcal(request: PlanInput) -> float:
    """Total energy that a day uses, kcal: the basal rate times the activity factor."""
    person = request.profile
    basal = bmr_kcal(person.gender, person.age, person.height_cm, person.weight_kg)
    return basal * ACTIVITY_FACTORS[request.activity_level]


def wanted_direction(request: PlanInput) -> Direction:
    """Where the goals want the weight to go.

    The goal of the highest priority decides; loss and gain of the same priority (fat down, muscle up) meet at
    maintenance. Without such a goal, the main plan type decides.
    """
    loss = max((_RANK[g.priority] for g in request.goals if g.name in _LOSS), default=0)
    gain = max((_RANK[g.priority] for g in request.goals if g.name in _GAIN), default=0)
    if loss or gain:
        return "loss" if loss > gain else "gain" if gain > loss else "maintenance"
    if any(goal.name == "maintain_weight" for goal in request.goals):
        return "maintenance"
    by_type: dict[str, Direction] = {"weight_loss": "loss", "muscle": "gain"}
    return by_type.get(request.plan_type.primary, "maintenance")


def no_deficit_because(request: PlanInput) -> str | None:
    """Why this person is never given less energy than they use, or None."""
    if "pregnancy" in request.all_conditions:
        return "pregnancy"
    if "eating_disorder" in request.all_conditions:
        return "an eating disorder"
    if request.profile.bmi < UNDERWEIGHT:
        return f"a body mass index of {request.profile.bmi:.1f}"
    return None


def direction(request: PlanInput) -> Direction:
    """Where the plan's energy goes: what is wanted, unless it would be a deficit that must not be.

    In pregnancy weight is steered neither way.
    """
    wanted = wanted_direction(request)
    if "pregnancy" in request.all_conditions or (wanted == "loss" and no_deficit_because(request)):
        return "maintenance"
    return wanted


def calorie_target(request: PlanInput) -> int:
    """Energy for a day of the plan, kcal, to the nearest 10.

    Loss takes 15 % off (20 % from a body mass index of 30), at most 500 kcal, and never goes under the basal rate;
    gain adds 10 %. No target is under the floor of its gender.
    """
    person, used = request.profile, tdee_kcal(request)
    floor = float(FLOOR_KCAL[person.gender])
    target = used
    match direction(request):
        case "gain":
            target = used * (1 + _SURPLUS)
        case "loss":
            share = _DEFICIT_OBESE if person.bmi >= OBESE else _DEFICIT
            basal = bmr_kcal(person.gender, person.age, person.height_cm, person.weight_kg)
            target = max(used - min(used * share, MAX_DEFICIT_KCAL), basal)
    # Rounded up, so that ten kilocalories never make a deficit or break a floor.
    return int(-(-max(target, floor) // 10) * 10)


def bmi_class(bmi: float) -> str:
    """WHO's name for a body mass index."""
    if bmi < UNDERWEIGHT:
        return "underweight"
    return "healthy" if bmi < OVERWEIGHT else "overweight" if bmi < OBESE else "obese"
