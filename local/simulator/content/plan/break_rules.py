"""A day that has the right form and breaks a rule, as models do: checks have to find it."""

from random import Random
from typing import Any

from local.simulator.content.plan.gym import activities, practices
from local.simulator.content.plan.order import Order
from local.simulator.content.plan.pantry import flags_of, foods, left_out


def spoil(day: dict[str, Any], order: Order, rng: Random) -> None:
    """Break one rule of the order: a forbidden food, a forbidden movement, or twice the energy."""
    # A single food that is avoided bans no group.
    flags = left_out(order.diet) | flags_of(order.names("allergies"))
    avoided = sorted(food.name for food in foods().values() if food.flags & flags) + list(order.names("avoid_items"))
    tags = set(order.names("forbidden_movements"))
    risky = [move for move in activities() if set(move.tags) & tags]
    breathing = [move for move in practices() if set(move.tags) & tags]
    ways = ["food"] * bool(avoided) + ["movement"] * bool(risky) + ["practice"] * bool(breathing) + ["energy"]
    match rng.choice(ways):
        case "food":
            # The label is missing too: only the word tells.
            meal = rng.choice(day["meals"])
            meal["ingredients"].append({"name": rng.choice(avoided), "amount": "20 g"})
        case "movement":
            day["activities"].append(rng.choice(risky).activity(10, "18:00"))
        case "practice":
            day["morning"]["practices"].append(rng.choice(breathing).practice(5))
        case _:
            for meal in day["meals"]:
                for nutrient in ("kcal", "protein_g", "carbs_g", "fat_g", "fibre_g"):
                    meal[nutrient] = 2 * meal[nutrient]
