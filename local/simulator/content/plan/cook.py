"""Which dishes suit an order, and a day's meals in the portions that reach its energy."""

from random import Random
from typing import Any

from local.simulator.content.plan.order import Order
from local.simulator.content.plan.pantry import CAUTIONS, Dish, dishes, flags_of, left_out, named

MAINS = ("breakfast", "lunch", "dinner")
# Shares of a day's energy.
_SHARES = {"breakfast": 0.26, "lunch": 0.33, "dinner": 0.31, "snack": 0.10}
# A slot that has fewer dishes of the preferred sort takes others too, or neighbours would eat the same.
_ENOUGH = 5
_REPEAT_WITHIN = 3
# Words of a wish that name no food.
_EMPTY = frozenset({"with", "more", "less", "some", "please", "something", "instead", "want", "would", "like"})


def forbidden(order: Order) -> frozenset[str]:
    """Every flag that no dish may have."""
    groups = left_out(order.diet) | flags_of((*order.names("allergies"), *order.names("avoid_items")))
    if "coeliac_disease" in order.names("conditions"):
        groups |= {"gluten"}
    return groups | (set(order.names("forbidden_foods")) & set(CAUTIONS))


def allowed(order: Order, slot: str) -> list[Dish]:
    """The dishes of a slot that break nothing."""
    words = (*order.names("allergies"), *order.names("avoid_items"))
    flags = forbidden(order)
    return [dish for dish in dishes() if dish.slot == slot and not dish.flags & flags and not named(dish, words)]


def suitable(order: Order, slot: str, provider: str) -> list[Dish]:
    """The allowed dishes of a slot that suit the order best.

    The order of the list belongs to the provider and the request alone, so that a plan's days can take turns in it.
    """
    found = allowed(order, slot)
    Random(f"{provider}{slot}").shuffle(found)
    needed = 4 * order.number("protein_g", 60) / order.number("calories_kcal", 2000)
    cuisines = order.names("cuisine_pref")
    liked = sorted(found, key=lambda d: (d.cuisine.casefold() not in cuisines, d.protein_share < 0.85 * needed))
    best = [d for d in liked if d.cuisine.casefold() in cuisines or not cuisines]
    rich = [d for d in best if d.protein_share >= 0.85 * needed]
    for choice in (rich, best):
        if len(choice) >= _ENOUGH:
            return choice
    others = sorted((d for d in liked if d not in best), key=lambda d: -d.protein_share)
    return [*best, *others][: max(_ENOUGH, len(best))]


def menu(order: Order, provider: str) -> dict[int, list[str]]:
    """Breakfast, lunch and dinner for each day that is asked for, none of them again within three days."""
    served = {day: list(line["dishes"]) for day, line in order.lines.items()}
    chosen: dict[int, list[str]] = {}
    for slot_number, slot in enumerate(MAINS):
        choice = suitable(order, slot, provider)
        for day in order.minutes:
            near = {
                name
                for other, names in [*served.items(), *chosen.items()]
                if abs(other - day) <= _REPEAT_WITHIN
                for name in names
            }
            turn = [choice[(day + i) % len(choice)].name for i in range(len(choice))]
            chosen.setdefault(day, [])
            name = next((n for n in turn if n not in near), turn[0] if turn else f"Plain {slot}")
            chosen[day].insert(slot_number, name)
    return chosen


def meals(order: Order, day: int, names: list[str], provider: str, rng: Random) -> list[dict[str, Any]]:
    """A day's meals: the dishes of its outline in portions of its energy, and a snack."""
    target = order.number("calories_kcal", 2000)
    snacks = suitable(order, "snack", provider)
    courses = [_dish(order, slot, name, day, provider) for slot, name in zip(MAINS, names, strict=False)]
    if snacks:
        courses.append(_richest(order, courses, snacks, day))
    shares = {dish.slot: _SHARES[dish.slot] for dish in courses if dish}
    total = sum(shares.values())
    return [
        dish.written(target * shares[dish.slot] / total * rng.uniform(0.97, 1.03))
        for dish in courses
        if dish is not None
    ]


def _dish(order: Order, slot: str, name: str, day: int, provider: str) -> Dish | None:
    """The dish of this name, or another where it is unknown or a person wants something else."""
    choice = suitable(order, slot, provider)
    words = [word for word in (order.feedback or "").split() if len(word) > 3 and word not in _EMPTY]
    asked = [dish for dish in allowed(order, slot) if words and named(dish, words) and dish.name != name]
    known = next((dish for dish in choice if dish.name == name), None)
    if asked:
        return asked[day % len(asked)]
    return known or (choice[day % len(choice)] if choice else None)


def _richest(order: Order, courses: list[Dish | None], snacks: list[Dish], day: int) -> Dish:
    """A snack by turns, or the one with the most protein where the mains have too little."""
    shares = [dish.protein_share * _SHARES[dish.slot] for dish in courses if dish]
    needed = 4 * order.number("protein_g", 60) / order.number("calories_kcal", 2000)
    if sum(shares) + 0.15 * _SHARES["snack"] < needed:
        return max(snacks, key=lambda dish: dish.protein_share)
    return snacks[day % len(snacks)]
