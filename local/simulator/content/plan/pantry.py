"""The dishes that simulated models know: made of foods whose nutrients, allergens and diets are known."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

_HERE = Path(__file__).parent
NUTRIENTS = ("kcal", "protein", "carbs", "fat", "fibre")
CAUTIONS = ("added_sugar", "high_salt")
ANIMALS = frozenset({"meat", "fish", "shellfish"})
_LEFT_OUT = {
    "veg": ANIMALS | {"eggs"},
    "eggetarian": ANIMALS,
    "vegan": ANIMALS | {"eggs", "dairy", "honey"},
    "jain": ANIMALS | {"eggs", "honey", "root"},
    "gluten_free": frozenset({"gluten"}),
    "lactose_free": frozenset({"dairy"}),
    "non_veg": frozenset[str](),
}
_NO_ALLERGENS = frozenset({"meat", "honey", "root", *CAUTIONS})
# How a person names a group of foods.
_GROUPS = {
    "nut": ("nuts", "peanuts"), "tree nut": ("nuts",), "peanut": ("peanuts",), "milk": ("dairy",),
    "lactose": ("dairy",), "dairy": ("dairy",), "egg": ("eggs",), "wheat": ("gluten",), "gluten": ("gluten",),
    "soya": ("soy",), "seafood": ("fish", "shellfish"), "meat": ("meat",), "honey": ("honey",),
}  # fmt: skip


@dataclass(frozen=True)
class Food:
    """Nutrients are of 100 g. `flags` are allergens, cautions, and what diets leave out."""

    name: str
    nutrients: dict[str, float]
    flags: frozenset[str]


@dataclass(frozen=True)
class Dish:
    """One portion as the recipe has it, in grams."""

    slot: str
    cuisine: str
    name: str
    prep: int
    cook: int
    parts: tuple[tuple[Food, int], ...]
    steps: tuple[str, ...]

    @property
    def flags(self) -> frozenset[str]:
        return frozenset(flag for food, _ in self.parts for flag in food.flags)

    def amount(self, nutrient: str) -> float:
        return sum(food.nutrients[nutrient] * grams / 100 for food, grams in self.parts)

    @property
    def protein_share(self) -> float:
        """How much of its energy is protein, 0 to 1."""
        return 4 * self.amount("protein") / self.amount("kcal")

    def written(self, kcal: float) -> dict[str, Any]:
        """The dish as a model writes it, in a portion of about this energy; grams are told in steps of five."""
        factor = kcal / self.amount("kcal")
        grams = [(food, max(1, round(g * factor / 5) * 5 if g > 5 else round(g * factor))) for food, g in self.parts]
        sums = {n: sum(food.nutrients[n] * g / 100 for food, g in grams) for n in NUTRIENTS}
        flags = self.flags
        return {
            "slot": self.slot,
            "name": self.name,
            "cuisine": self.cuisine,
            "ingredients": [{"name": food.name, "amount": f"{g} g"} for food, g in grams],
            "steps": list(self.steps),
            "prep_minutes": self.prep,
            "cook_minutes": self.cook,
            "kcal": round(sums["kcal"]),
            **{f"{name}_g": round(sums[name], 1) for name in NUTRIENTS[1:]},
            "contains": sorted(flags - _NO_ALLERGENS),
            "diets": [diet for diet, left_out in _LEFT_OUT.items() if not flags & left_out],
            "cautions": sorted(flags & set(CAUTIONS)),
        }


@cache
def foods() -> dict[str, Food]:
    """All foods by name."""
    with (_HERE / "foods.csv").open(encoding="utf-8") as file:
        return {
            row["name"]: Food(row["name"], {n: float(row[n]) for n in NUTRIENTS}, frozenset(row["flags"].split()))
            for row in csv.DictReader(file)
        }


@cache
def dishes() -> tuple[Dish, ...]:
    """All dishes, in the order of the file."""
    with (_HERE / "dishes.csv").open(encoding="utf-8") as file:
        return tuple(
            Dish(
                row["slot"],
                row["cuisine"],
                row["name"],
                int(row["prep"]),
                int(row["cook"]),
                tuple(
                    (foods()[name], int(grams))
                    for name, _, grams in (part.partition(":") for part in row["ingredients"].split("|"))
                ),
                tuple(row["steps"].split("|")),
            )
            for row in csv.DictReader(file)
        )


def left_out(diet: str) -> frozenset[str]:
    """The flags that no dish of a diet has."""
    return _LEFT_OUT.get(diet, frozenset())


def flags_of(names: Iterable[str]) -> frozenset[str]:
    """The groups that these names mean, or are members of."""
    found: set[str] = set()
    for name in names:
        found |= set(_GROUPS.get(name.removesuffix("s"), (name,)))
        found |= {flag for food in foods().values() if name.removesuffix("s") in food.name for flag in food.flags}
    return frozenset(found) - {"root", *CAUTIONS}


def named(dish: Dish, words: Iterable[str]) -> bool:
    """Whether the dish, or anything in it, has one of these words in its name."""
    text = " ".join([dish.name, *(food.name for food, _ in dish.parts)]).casefold()
    return any(word.removesuffix("s") in text for word in words)
