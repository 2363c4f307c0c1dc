"""What a person has to be told with a plan, computed from the request alone."""

from tailrace.kinds.plan.bans import searched_by_name
from tailrace.kinds.plan.content import Notice
from tailrace.kinds.plan.energy import (
    FLOOR_KCAL,
    OBESE_III,
    UNDERWEIGHT,
    calorie_target,
    no_deficit_because,
    wanted_direction,
)
from tailrace.kinds.plan.input import PlanInput
from tailrace.kinds.plan.precautions import CONDITIONS, FRAIL_AGE, may_show_figures
from tailrace.kinds.plan.schedule import active_days_a_week

DISCLAIMER = (
    "This plan was written by an AI model and checked by a program. It is general information, not medical advice, and "
    "it replaces no doctor, midwife, dietitian or therapist. Stop and seek help if you feel pain, dizziness or "
    "breathlessness. Check every label yourself if you have an allergy."
)


def notices(request: PlanInput) -> list[Notice]:
    """What this person has to be told with the plan."""
    found = []
    figures = may_show_figures(request)
    if reasons := _referrals(request):
        found.append(
            Notice(
                code="refer_to_professional",
                message="Before you begin, show this plan to a doctor or another professional who knows you, because "
                f"of {', '.join(reasons)}.",
            )
        )
    because = no_deficit_because(request)
    if because and wanted_direction(request) == "loss":
        found.append(
            Notice(code="no_deficit", message=f"No weight loss is planned, because of {because}: energy is kept level.")
        )
    if "pregnancy" in request.all_conditions:
        more = "about 340 and 450 kcal a day more are needed (IOM 2005)" if figures else "more food is needed"
        found.append(
            Notice(
                code="pregnancy_energy",
                message=f"In the second and third trimester {more}; how much is for your midwife or doctor to say.",
            )
        )
    if figures and calorie_target(request) <= FLOOR_KCAL[request.profile.gender]:
        found.append(
            Notice(code="at_energy_floor", message="The energy target is at the floor; less needs a doctor's guidance.")
        )
    if names := searched_by_name(request):
        found.append(
            Notice(
                code="allergy_by_name_only",
                message=f"{', '.join(names)}: on no list of allergens here, so dishes were searched for this very word "
                "alone. If a list has it under another name in English (nuts, dairy, gluten …), ask again with that.",
            )
        )
    if (days := active_days_a_week(request)) < request.availability.days_per_week:
        found.append(
            Notice(
                code="active_days_limited",
                message=f"{days} active days a week are planned instead of {request.availability.days_per_week}, "
                "to leave time to recover.",
            )
        )
    return found


def _referrals(request: PlanInput) -> list[str]:
    """Why somebody should speak to a professional first."""
    reasons = [name.replace("_", " ") for name in sorted(request.all_conditions) if CONDITIONS[name].refer]
    reasons += ["the other conditions that you named"] if request.other_conditions else []
    bmi, age = request.profile.bmi, request.profile.age
    if may_show_figures(request) and (bmi < UNDERWEIGHT or bmi >= OBESE_III):
        reasons.append(f"a body mass index of {bmi:.1f}")
    if age >= FRAIL_AGE:
        reasons.append(f"the age of {age}")
    if {"rehab", "chronic_disease"} & {request.plan_type.primary, *request.plan_type.secondary}:
        reasons.append("the kind of plan")
    return reasons
