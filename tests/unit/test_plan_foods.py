"""Foods and movements found by their words: what counts, and what only looks as if."""

from typing import Any

import pytest

from local.simulator.content.plan.gym import activities, practices
from local.simulator.content.plan.pantry import dishes, foods
from tailrace.kinds.plan.allergens import LACTOSE, WORDS
from tailrace.kinds.plan.bans import bans, found_in, with_found_labels
from tailrace.kinds.plan.content import Activity, Meal
from tailrace.kinds.plan.diets import CAUTIONS, HONEY, MEAT, ROOTS
from tailrace.kinds.plan.movements import WORDS as MOVEMENTS
from tailrace.kinds.plan.movements import tags_of
from tailrace.kinds.plan.vocabulary import ALLERGENS
from tailrace.kinds.plan.words import Words
from tests.unit.plan_days import activity, meal, request

GROUPS: dict[str, Words] = {
    **{str(name): words for name, words in (*WORDS.items(), *CAUTIONS.items())},
    "meat": MEAT,
    "honey": HONEY,
    "roots": ROOTS,
    "lactose": LACTOSE,
}


@pytest.mark.parametrize(
    ("group", "texts"),
    [
        ("nuts", "almonds, Cashew butter, PRALINE, marzipan, hazelnuts, mixed nuts, brazil nuts, pine nuts, pesto"),
        ("nuts", "almond milk, granola, kaju katli, pistachio, chestnut, walnut-crusted cod, Nutella"),
        ("peanuts", "peanut butter, groundnut oil, satay sauce, roasted peanuts"),
        (
            "dairy",
            "milk, butter, Greek yoghurt, parmesan, paneer, ghee, crème fraîche, whey protein, ice cream, milkshake",
        ),
        ("nuts", "no nuts but cashews, almonds/raisins, korma"),
        ("eggs", "egg yolks, blueberry pancakes, waffles, tiramisu"),
        ("dairy", "white chocolate, pesto, milk (or oat milk)"),
        ("gluten", "croissant, flatbread, upma, samosas"),
        ("meat", "ribeye, beef bolognese, wild boar"),
        ("fish", "sole fillets, mahi-mahi, lox"),
        ("celery", "stock cubes, vegetable stock"),
        ("unpasteurised", "brie, blue cheese"),
        ("dairy", "lactose-free milk, cottage cheese, buttermilk, raita, coconut chai with milk"),
        ("eggs", "eggs, egg white, omelette, mayonnaise, meringue, French toast, egg noodles"),
        ("gluten", "bread, wholewheat pasta, couscous, barley, soy sauce, rolled oats, seitan, naan, semolina, beer"),
        ("gluten", "gluten-free oats with wheat germ, rye, egg noodles, vital wheat gluten"),
        ("soy", "tofu, tempeh, edamame, miso, soya chunks, soy sauce, textured vegetable protein"),
        ("fish", "salmon, tuna, fish sauce, anchovies, Worcestershire sauce, cod roe, caesar dressing"),
        ("shellfish", "prawns, shrimp, crab cake, oyster sauce, mussels, calamari, seafood"),
        ("sesame", "tahini, hummus, sesame oil, za'atar, til seeds"),
        ("mustard", "Dijon mustard"),
        ("celery", "celery sticks, celeriac"),
        ("meat", "chicken, beef mince, bacon, gelatine, bone broth, pork sausages, lamb keema, turkey ham"),
        ("honey", "honey, bee pollen"),
        ("roots", "potatoes, carrots, onions, garlic, spring onion, beetroot, mushrooms, fresh ginger"),
        ("lactose", "milk, yoghurt, cream cheese"),
        ("added_sugar", "brown sugar, maple syrup, honey, jaggery, strawberry jam"),
        ("high_salt", "soy sauce, pickles, bacon, feta"),
        ("alcohol", "red wine, beer batter"),
        ("raw_fish", "salmon sashimi, tuna poke"),
        ("raw_goitrogens", "raw kale, coleslaw"),
    ],
)
def test_what_counts(group: str, texts: str) -> None:
    for text in texts.split(", "):
        assert GROUPS[group].find(text), text


@pytest.mark.parametrize(
    ("group", "texts"),
    [
        ("nuts", "butternut squash, nutmeg, coconut, doughnut, water chestnuts, peanut, tiger nuts, nut-free granola"),
        ("nuts", "donut peach, nutritional yeast, minute steak"),
        ("peanuts", "peanut-free satay, pea protein, coconut"),
        ("dairy", "coconut milk, peanut butter, almond-milk yoghurt, oat milk, cocoa butter, butter beans, butternut"),
        (
            "dairy",
            "dairy-free dark chocolate, vegan cheese, cream of tartar, soy yoghurt, cashew cream, buttery leaves",
        ),
        ("eggs", "eggplant, flax egg, eggless cake, egg-free noodles, vegan mayonnaise, chickpea omelette, veggies"),
        ("gluten", "gluten-free oats, buckwheat, rice noodles, almond flour, corn tortillas, chickpea flour, tamari"),
        ("gluten", "gluten-free soy sauce, quinoa, breadfruit, rice cakes, besan pancakes"),
        ("eggs", "besan pancakes, vegan waffles, egg-free muffins"),
        ("meat", "lentil bolognese, vegan chorizo, soya ragu"),
        ("alcohol", "cider vinegar, alcohol-free beer"),
        ("soy", "soy-free sauce, tomato, sofrito"),
        ("fish", "vegan tuna, avocado sushi, crayfish, jackfruit"),
        ("shellfish", "oyster mushrooms, king oyster mushroom, crab apple"),
        ("sesame", "sesame-free dressing, until golden, tilapia"),
        ("meat", "goat cheese, kidney beans, vegan sausage, cauliflower steak, soya mince, chickpeas, lamb's lettuce"),
        ("meat", "meat-free meatballs, tempeh bacon, hamster, minced garlic, artichoke hearts"),
        ("honey", "honeydew melon, vegan honey"),
        ("roots", "ginger powder, rooted cress, tomatoes, courgette"),
        ("lactose", "lactose-free milk, oat milk, lactose-free cream cheese"),
        ("added_sugar", "sugar snap peas, sugar-free jelly, unsweetened cocoa"),
        ("high_salt", "low-sodium soy sauce, kale chips, salt-free pickles"),
        ("alcohol", "red wine vinegar, ginger beer, wineberry"),
        ("raw_goitrogens", "steamed kale, braised cabbage"),
    ],
)
def test_what_only_looks_as_if(group: str, texts: str) -> None:
    for text in texts.split(", "):
        assert GROUPS[group].find(text) is None, text


def broken(dietary: dict[str, Any], conditions: tuple[str, ...] = (), **dish: Any) -> list[str]:
    """The rules that a dish breaks."""
    made = Meal.model_validate(meal("lunch", **dish))
    wanted = request(dietary=dietary, conditions=list(conditions))
    return [ban.rule for ban in bans(wanted) if ban.broken_by(made)]


def with_(*names: str) -> list[dict[str, str]]:
    return [{"name": name, "amount": "50 g"} for name in names]


@pytest.mark.parametrize(
    ("dietary", "conditions", "dish", "rules"),
    [
        ({"allergies": ["nuts"]}, (), {"ingredients": with_("ground almonds")}, ["allergies"]),
        ({"allergies": ["Nuts"]}, (), {"ingredients": with_("peanut butter")}, ["allergies"]),
        ({"allergies": ["tree nuts"]}, (), {"ingredients": with_("peanut butter")}, []),
        ({"allergies": ["peanuts"]}, (), {"ingredients": with_("cashews")}, []),
        ({"allergies": ["nuts"]}, (), {"contains": ["nuts"]}, ["allergies"]),
        ({"allergies": ["nuts"]}, (), {"name": "Korma with cashews"}, ["allergies"]),
        ({"allergies": ["nuts"]}, (), {"steps": ["Scatter chopped walnuts over it."]}, ["allergies"]),
        ({"allergies": ["dairy"]}, (), {"ingredients": with_("coconut milk"), "steps": ["Add the milk."]}, []),
        ({"allergies": ["dairy"]}, (), {"steps": ["Add the milk."]}, ["allergies"]),
        ({"allergies": ["dairy"]}, (), {"steps": ["Melt the butter."]}, ["allergies"]),
        ({"allergies": ["gluten"]}, (), {"ingredients": with_("gluten-free oats, barley flakes")}, ["allergies"]),
        ({"allergies": ["gluten"]}, (), {"steps": ["Stir gluten-free oats, wheat bran and salt."]}, ["allergies"]),
        # What people write for an allergy: the food is meant, not its absence.
        ({"allergies": ["dairy-free"]}, (), {"ingredients": with_("milk")}, ["allergies"]),
        ({"allergies": ["dairy-free"]}, (), {"ingredients": with_("dairy-free yoghurt")}, []),
        ({"allergies": ["no nuts"]}, (), {"ingredients": with_("peanuts")}, ["allergies"]),
        ({"allergies": ["Gluten intolerance"]}, (), {"ingredients": with_("rye")}, ["allergies"]),
        ({"avoid_items": ["no pork"]}, (), {"ingredients": with_("smoked ham")}, ["avoid_items"]),
        ({"avoid_items": ["pork"]}, (), {"ingredients": with_("turkey bacon", "tofu sausage")}, []),
        ({"avoid_items": ["beef"]}, (), {"ingredients": with_("veal")}, ["avoid_items"]),
        ({"avoid_items": ["alcohol"]}, (), {"ingredients": with_("white wine")}, ["avoid_items"]),
        ({"allergies": ["gluten"]}, (), {"steps": ["Toast the seeds.", "Wrap in foil."]}, []),
        ({"type": "vegan"}, (), {"name": "Lentil bolognese", "ingredients": with_("lentils")}, []),
        ({"type": "vegan"}, (), {"name": "Steak salad", "ingredients": with_("sirloin")}, ["diet"]),
        # One member of a group stands for the group; one that is merely avoided does not.
        ({"allergies": ["shrimp"]}, (), {"ingredients": with_("crab")}, ["allergies"]),
        ({"avoid_items": ["shrimp"]}, (), {"ingredients": with_("crab")}, []),
        ({"avoid_items": ["Mushrooms"]}, (), {"ingredients": with_("button mushroom")}, ["avoid_items"]),
        ({"avoid_items": ["dairy"]}, (), {"ingredients": with_("feta")}, ["avoid_items"]),
        ({"allergies": ["kiwi"]}, (), {"ingredients": with_("kiwis")}, ["allergies"]),
        ({"allergies": ["花生"]}, (), {"ingredients": with_("烤花生酱")}, ["allergies"]),
        ({"type": "vegan"}, (), {"ingredients": with_("honey")}, ["diet"]),
        ({"type": "vegan"}, (), {"ingredients": with_("vegan cheese", "coconut yoghurt")}, []),
        ({"type": "vegan"}, (), {"diets": ["veg"]}, ["diet"]),
        ({"type": "veg"}, (), {"ingredients": with_("eggs")}, ["diet"]),
        ({"type": "eggetarian"}, (), {"ingredients": with_("eggs", "milk")}, []),
        ({"type": "eggetarian"}, (), {"ingredients": with_("chicken stock")}, ["diet"]),
        ({"type": "jain"}, (), {"ingredients": with_("garlic")}, ["diet"]),
        ({"type": "lactose_free"}, (), {"ingredients": with_("lactose-free milk"), "contains": ["dairy"]}, []),
        ({"allergies": ["milk"]}, (), {"ingredients": with_("lactose-free milk")}, ["allergies"]),
        ({"type": "gluten_free"}, (), {"ingredients": with_("soy sauce")}, ["diet"]),
        ({}, ("coeliac_disease",), {"ingredients": with_("bulgur")}, ["condition_foods"]),
        ({}, ("pregnancy",), {"ingredients": with_("unpasteurised brie")}, ["condition_foods"]),
        ({}, ("pregnancy",), {"cautions": ["raw_egg"]}, ["condition_foods"]),
        ({}, ("diabetes",), {"ingredients": with_("palm sugar")}, ["condition_foods"]),
        ({}, ("hypertension",), {"ingredients": with_("soy sauce")}, ["condition_foods"]),
        ({}, ("thyroid",), {"name": "Raw kale salad"}, ["condition_foods"]),
        ({}, (), {"ingredients": with_("chicken", "nuts", "milk", "wine", "sugar")}, []),
    ],
)
def test_dishes_that_break_a_request(
    dietary: dict[str, Any], conditions: tuple[str, ...], dish: dict[str, Any], rules: list[str]
) -> None:
    assert broken(dietary, conditions, **dish) == rules


def test_labels_that_were_forgotten_are_added() -> None:
    dish = Meal.model_validate(meal("lunch", ingredients=with_("peanut butter", "soy sauce"), contains=["soy"]))
    assert with_found_labels(dish).contains == ["soy", "peanuts", "gluten"]


def test_an_outlines_dish_is_looked_at_by_its_name() -> None:
    forbidden = bans(request(dietary={"type": "vegan", "allergies": ["nuts"]}))
    found = found_in("Almond porridge", forbidden)
    assert found is not None
    assert (found[0].rule, found[1]) == ("allergies", "almond")
    assert found_in("Butternut soup with coconut milk", forbidden) is None


@pytest.mark.parametrize(
    ("name", "tags"),
    [
        ("Headstand practice", {"inversion", "long_inversion"}),
        ("Shoulder stand (Sarvangasana)", {"inversion", "long_inversion", "shoulder_stand"}),
        ("Kapalabhati", {"forceful_breathing"}),
        ("Bikram series", {"hot_environment"}),
        ("Burpees", {"high_impact", "rapid_position_change"}),
        ("No-jump burpees", {"rapid_position_change"}),
        ("Walking lunges", {"deep_knee_bend"}),
        ("Seated forward fold", {"deep_forward_bend"}),
        ("Supported forward fold", set()),
        ("Russian twists", {"intense_core", "deep_twist"}),
        ("Sit-ups", {"intense_core"}),
        ("Easy jog", {"high_impact"}),
        ("Upward-facing dog", {"prone"}),
        ("Chair squat", set()),
        ("Brisk walk", set()),
    ],
)
def test_movements_by_their_names(name: str, tags: set[str]) -> None:
    found = tags_of(Activity.model_validate(activity(name=name)))
    assert tags <= found
    assert not found - tags - {"inversion"}


def test_a_high_intensity_is_a_great_effort_and_a_long_inversion_is_an_inversion() -> None:
    assert tags_of(Activity.model_validate(activity(intensity="high"))) == {"max_effort"}
    assert "inversion" in tags_of(Activity.model_validate(activity(tags=["long_inversion"])))


class TestTheSimulatorsKnowledge:
    """Two lists that were made apart say the same."""

    @pytest.mark.parametrize("name", list(foods()))
    def test_foods_have_the_allergens_that_their_names_show(self, name: str) -> None:
        flags = foods()[name].flags
        assert {group for group in ALLERGENS if WORDS[group].find(name)} == flags & set(ALLERGENS)
        assert bool(MEAT.find(name)) == ("meat" in flags)
        assert bool(HONEY.find(name)) == ("honey" in flags)
        assert bool(ROOTS.find(name)) == ("root" in flags)

    def test_foods_have_the_energy_of_what_they_are_made_of(self) -> None:
        for food in foods().values():
            n = food.nutrients
            # Fibre is counted among the carbohydrates and gives half of their energy.
            made_of = 4 * n["protein"] + 4 * n["carbs"] - 2 * n["fibre"] + 9 * n["fat"]
            assert abs(made_of - n["kcal"]) <= 25 + 0.3 * n["kcal"], food.name

    def test_dishes_are_many_and_named_once(self) -> None:
        assert len({dish.name for dish in dishes()}) == len(dishes()) >= 60

    def test_moves_have_the_tags_that_their_names_show(self) -> None:
        assert len(activities()) >= 50
        for move in (*activities(), *practices()):
            shown = {tag for tag, words in MOVEMENTS.items() if words.find(move.name)}
            assert shown <= set(move.tags), move.name
