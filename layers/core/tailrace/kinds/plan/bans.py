"""Which foods a request forbids, each with the rule that says so, and finding them in a dish."""

from collections.abc import Iterable
from typing import NamedTuple

from tailrace.kinds.plan.allergens import LACTOSE, WORDS
from tailrace.kinds.plan.content import Meal
from tailrace.kinds.plan.diets import BEEF, CAUTIONS, DIETS, HONEY, MEAT, PORK, POULTRY
from tailrace.kinds.plan.input import PlanInput
from tailrace.kinds.plan.precautions import forbidden_foods
from tailrace.kinds.plan.vocabulary import Allergen, FoodCaution
from tailrace.kinds.plan.words import Words, tokens

_ALIASES: dict[str, tuple[Allergen, ...]] = {
    **{name: (name,) for name in WORDS},
    "nuts": ("nuts", "peanuts"),
    "tree nuts": ("nuts",),
    "peanuts": ("peanuts",),
    "milk": ("dairy",),
    "milk protein": ("dairy",),
    "soya": ("soy",),
    "wheat": ("gluten",),
    "seafood": ("fish", "shellfish"),
    "crustaceans": ("shellfish",),
    "molluscs": ("shellfish",),
}
_BY_TOKENS = {tokens(name): groups for name, groups in _ALIASES.items()}
# What dishes are called, and what is done in a step ("toast the seeds", "mince the garlic"), whatever they are made of:
# that the ingredients tell.
_SHAPES = frozenset({"toast", "wrap", "crisp", "chip", "cake"})
_DONE = _SHAPES | {"mince", "poke", "steak"}
# Groups that are no allergens, by the names under which somebody may avoid them.
_OTHER_GROUPS = {
    tokens(name): words
    for words, *names in (
        (LACTOSE, "lactose"),
        (MEAT, "meat"),
        (PORK, "pork"),
        (BEEF, "beef"),
        (POULTRY, "poultry"),
        (HONEY, "honey"),
        (CAUTIONS["added_sugar"], "sugar", "added sugar"),
        (CAUTIONS["alcohol"], "alcohol"),
    )
    for name in names
}
# What people write around an allergen's name: "nut allergy", "gluten-free", "no milk", "dairy products".
_AROUND = frozenset(
    tokens("free no without any all not allergy allergic intolerance intolerant sensitivity to of product")
)


class Ban(NamedTuple):
    """What must not be in a dish: `rule` is the check's name, `name` what stands in the request.

    `labels` and `cautions` are those that a dish must not have; it must say that it suits `diet`. `by_name`: nothing is
    known of it but its name.
    """

    rule: str
    name: str
    words: tuple[Words, ...]
    labels: frozenset[Allergen] = frozenset()
    cautions: frozenset[FoodCaution] = frozenset()
    diet: str | None = None
    by_name: bool = False

    def find(self, text: str) -> str | None:
        """The forbidden word in a text, or None."""
        return next((word for words in self.words if (word := words.find(text))), None)

    def broken_by(self, meal: Meal) -> str | None:
        """What is wrong with a dish, as words for a person, or None."""
        for words in self.words:
            if found := found_in_dish(words, meal):
                return f"{meal.name!r} has {found}"
        if labelled := sorted(self.labels & set(meal.contains)):
            return f"{meal.name!r} is labelled as containing {', '.join(labelled)}"
        if marked := sorted(self.cautions & set(meal.cautions)):
            return f"{meal.name!r} is labelled {', '.join(marked)}"
        if self.diet and self.diet not in meal.diets:
            return f"{meal.name!r} is not labelled as {self.diet}"
        return None


def found_in_dish(words: Words, meal: Meal) -> str | None:
    """Where a dish names one of these foods, as words for a person, or None.

    Its name and its steps speak of its ingredients in short: of "milk" where they say "coconut milk". So a word that an
    ingredient has in an allowed sense means that one there.
    """
    cleared: set[str] = set()
    for ingredient in meal.ingredients:
        if word := words.find(ingredient.name):
            return f"{word!r} ({ingredient.name!r})"
        cleared.update(tokens(ingredient.name))
    for text, shapes in ((meal.name, _SHAPES), *((step, _DONE) for step in meal.steps)):
        if word := words.find(text, cleared | shapes):
            return f"{word!r} ({text!r})"
    return None


def bans(request: PlanInput) -> list[Ban]:
    """Everything that the request forbids to eat."""
    found = [_ban("allergies", name) for name in request.dietary.allergies]
    found += [_ban("avoid_items", name) for name in request.dietary.avoid_items]
    words, labels = DIETS[request.dietary.type]
    if words:
        found.append(Ban("diet", request.dietary.type, words, labels, diet=request.dietary.type))
    if "coeliac_disease" in request.all_conditions:
        found.append(Ban("condition_foods", "coeliac_disease", (WORDS["gluten"],), frozenset({"gluten"})))
    for caution, because in forbidden_foods(request).items():
        name = f"{caution} ({because})"
        found.append(Ban("condition_foods", name, (CAUTIONS[caution],), cautions=frozenset({caution})))
    return found


def searched_by_name(request: PlanInput) -> list[str]:
    """The allergies that no list here knows, which are looked for by their own word alone."""
    return [ban.name for ban in bans(request) if ban.rule == "allergies" and ban.by_name]


def with_found_labels(meal: Meal) -> Meal:
    """The dish with the allergen labels that its words show and the model forgot."""
    missing = [group for group, words in WORDS.items() if group not in meal.contains and found_in_dish(words, meal)]
    return meal.model_copy(update={"contains": [*meal.contains, *missing]}) if missing else meal


def found_in(text: str, forbidden: Iterable[Ban]) -> tuple[Ban, str] | None:
    """The first ban that a text breaks, and its word."""
    return next(((ban, word) for ban in forbidden if (word := ban.find(text))), None)


def _ban(rule: str, name: str) -> Ban:
    """An allergy to one member of a group is taken for one to the group, whose members cross-react and share kitchens.

    A food that is merely avoided is that food alone, unless it has a group's name.
    """
    core = tuple(word for word in tokens(name) if word not in _AROUND)
    food = " ".join(core) if core and core != tokens(name) else name
    if groups := _BY_TOKENS.get(tokens(food)):
        return Ban(rule, name, tuple(WORDS[group] for group in groups), frozenset(groups))
    if other := _OTHER_GROUPS.get(tokens(food)):
        return Ban(rule, name, (other,))
    own = Words(frozenset({food}))
    members = [group for group, words in WORDS.items() if words.find(food)] if rule == "allergies" else []
    return Ban(rule, name, (own, *(WORDS[group] for group in members)), frozenset(members), by_name=not members)
