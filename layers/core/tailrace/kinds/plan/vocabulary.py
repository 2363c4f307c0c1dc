"""The closed lists that requests, labels on what models write, rules and checks share: one spelling for each fact."""

from typing import Literal, get_args

Gender = Literal["F", "M", "Other"]
Region = Literal["IN", "US", "EU", "Global"]
ActivityLevel = Literal["sedentary", "light", "moderate", "intense"]
Experience = Literal["beginner", "intermediate", "advanced"]
Tone = Literal["gentle", "balanced", "intense"]
Unit = Literal["days", "weeks", "months"]
Priority = Literal["high", "medium", "low"]
DietType = Literal["non_veg", "veg", "vegan", "eggetarian", "jain", "gluten_free", "lactose_free"]
PlanType = Literal[
    "combined", "yoga", "fitness", "diet", "mental_health", "sleep", "weight_loss", "muscle", "cardio", "hiit",
    "pilates", "meditation", "stress", "prenatal", "senior", "sports", "rehab", "holistic", "metabolic", "gut",
    "chronic_disease",
]  # fmt: skip
GoalName = Literal[
    "lose_weight", "maintain_weight", "gain_weight", "gain_muscle", "build_strength", "improve_endurance",
    "improve_flexibility", "improve_balance", "better_sleep", "reduce_stress", "more_energy", "better_posture",
    "gut_health", "heart_health", "balance_blood_sugar", "healthy_ageing", "pain_relief", "focus",
]  # fmt: skip
Condition = Literal[
    "pregnancy", "hypertension", "back_pain", "pcod", "diabetes", "thyroid", "eating_disorder", "knee_pain", "asthma",
    "heart_disease", "kidney_disease", "high_cholesterol", "arthritis", "osteoporosis", "coeliac_disease", "ibs",
    "migraine", "vertigo", "glaucoma", "hernia", "anxiety", "depression", "insomnia", "recent_surgery",
]  # fmt: skip
MovementTag = Literal[
    "deep_twist", "hot_environment", "prone", "intense_core", "long_breath_hold", "forceful_breathing", "inversion",
    "long_inversion", "shoulder_stand", "plough", "max_effort", "heavy_lifting", "high_impact", "deep_knee_bend",
    "deep_forward_bend", "unsupported_backbend", "long_isometric_hold", "rapid_position_change",
]  # fmt: skip
Allergen = Literal[
    "nuts", "peanuts", "dairy", "eggs", "gluten", "soy", "fish", "shellfish", "sesame", "mustard", "celery", "lupin",
]  # fmt: skip
FoodCaution = Literal[
    "added_sugar", "high_salt", "unpasteurised", "raw_fish", "raw_egg", "high_mercury_fish", "liver", "alcohol",
    "raw_goitrogens",
]  # fmt: skip
Equipment = Literal[
    "mat", "yoga_block", "yoga_strap", "bolster", "resistance_band", "dumbbells", "kettlebell", "barbell", "bench",
    "pull_up_bar", "jump_rope", "stability_ball", "foam_roller", "treadmill", "stationary_bike", "rowing_machine",
    "bicycle", "pool",
]  # fmt: skip
OwnedEquipment = Literal[
    "none", "gym", "mat", "yoga_block", "yoga_strap", "bolster", "resistance_band", "dumbbells", "kettlebell",
    "barbell", "bench", "pull_up_bar", "jump_rope", "stability_ball", "foam_roller", "treadmill", "stationary_bike",
    "rowing_machine", "bicycle", "pool",
]  # fmt: skip
Slot = Literal["breakfast", "lunch", "dinner", "snack"]
PracticeKind = Literal["yoga", "stretching", "breathwork", "meditation"]
ActivityType = Literal["strength", "cardio", "flexibility", "mobility", "balance", "yoga", "pilates"]
Intensity = Literal["low", "moderate", "high"]
Place = Literal["indoor", "outdoor"]
Direction = Literal["loss", "maintenance", "gain"]

ALLERGENS: tuple[Allergen, ...] = get_args(Allergen)
MAIN_MEALS: tuple[Slot, ...] = ("breakfast", "lunch", "dinner")
# What a gym has; a bicycle and a pool are told apart from it.
GYM: frozenset[str] = frozenset(get_args(Equipment)) - {"bicycle", "pool"}

CLOCK = "([01][0-9]|2[0-3]):[0-5][0-9]"
