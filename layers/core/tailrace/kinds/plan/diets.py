"""The words for what a diet leaves out, and for what a condition does; allergens.py has the rest."""

from collections.abc import Mapping

from tailrace.kinds.plan.allergens import LACTOSE, VEGAN_PREFIXES, WORDS, listed
from tailrace.kinds.plan.vocabulary import Allergen, DietType, FoodCaution
from tailrace.kinds.plan.words import Words

_MOCKED = frozenset(
    f"{plant} {product}"
    for plant in listed("""tofu, seitan, tempeh, soy, soya, mushroom, lentil, walnut, cauliflower, cabbage, coconut,
    jackfruit, pea, vegetable, veggie, bean, chickpea, rice paper, carrot, aubergine""")
    for product in listed("""mince, bacon, sausage, steak, nugget, ham, keema, jerky, meatball, meat, kebab, hot dog,
    bolognese, ragu, schnitzel, loaf, meatloaf""")
)
MEAT = Words(
    listed("""meat, chicken, beef, pork, lamb, mutton, goat, veal, turkey, duck, goose, venison, rabbit, quail, bison,
    bacon, ham, pancetta, prosciutto, sausage, chorizo, salami, pepperoni, mortadella, hot dog, mince, steak, brisket,
    sparerib, meatball, hamburger, jerky, lard, tallow, suet, dripping, gelatin, gelatine, marshmallow, bone broth,
    liver, pate, foie gras, keema, murgh, gosht, rennet, sirloin, ribeye, rump, tenderloin, drumstick, schnitzel,
    bolognese, ragu, meatloaf, biltong, bratwurst, wurst, frankfurter, oxtail, boar, pheasant, ostrich, nduja, speck,
    gammon, carnitas, poultry"""),
    _MOCKED
    | listed("""goat cheese, goats cheese, goat s cheese, goat milk, goats milk, kidney bean, lamb s lettuce,
    lamb lettuce, chicken of the wood, duck egg, quail egg, goose egg, turkey tail, mince pie, textured mince"""),
    frozenset({"meat"}),
    VEGAN_PREFIXES | listed("vegetarian, veggie, meatless, mock"),
)
PORK = Words(
    listed("""pork, bacon, ham, pancetta, prosciutto, chorizo, salami, pepperoni, mortadella, lard, gammon, speck,
    nduja, guanciale, carnitas, bratwurst, frankfurter, hot dog, sausage, gelatin, gelatine, sparerib"""),
    _MOCKED
    | frozenset(
        f"{meat} {product}" for meat in ("turkey", "chicken", "beef") for product in ("bacon", "ham", "sausage")
    ),
    frozenset({"pork"}),
    VEGAN_PREFIXES | listed("vegetarian, veggie, meatless, mock"),
)
BEEF = Words(
    listed("""beef, veal, steak, brisket, sirloin, ribeye, hamburger, bolognese, corned beef, pastrami, bresaola,
    oxtail, beef tallow"""),
    _MOCKED | listed("tuna steak, salmon steak, pork steak, turkey steak"),
    frozenset({"beef"}),
    VEGAN_PREFIXES | listed("vegetarian, veggie, meatless, mock"),
)
POULTRY = Words(
    listed("poultry, chicken, turkey, duck, goose, quail, murgh"),
    listed("chicken of the wood, duck egg, quail egg, goose egg, turkey tail"),
    frozenset({"poultry", "chicken"}),
    VEGAN_PREFIXES | listed("vegetarian, veggie, meatless, mock"),
)
HONEY = Words(
    listed("honey, bee pollen, royal jelly, propolis, honeycomb"), frozenset(), frozenset({"honey"}), VEGAN_PREFIXES
)
# What grows under the ground, or is picked with its life in it: the common rule of Jain kitchens.
ROOTS = Words(
    listed("""potato, sweet potato, yam, carrot, beetroot, beet, radish, turnip, swede, rutabaga, parsnip, celeriac,
    daikon, mooli, taro, arbi, cassava, galangal, horseradish, onion, shallot, leek, scallion, chive, garlic, ginger,
    mushroom, aloo, pyaz, lehsun, gajar, adrak"""),
    listed("dried ginger, dry ginger, ground ginger, ginger powder, beet green, radish leaf, carrot top, onion free"),
    frozenset({"potato", "onion", "garlic", "ginger", "mushroom"}),
)
_NO_MEAT = (MEAT, WORDS["fish"], WORDS["shellfish"])

# What each diet leaves out, by words and by the labels that a dish may not have.
DIETS: Mapping[DietType, tuple[tuple[Words, ...], frozenset[Allergen]]] = {
    "non_veg": ((), frozenset()),
    "eggetarian": (_NO_MEAT, frozenset({"fish", "shellfish"})),
    "veg": ((*_NO_MEAT, WORDS["eggs"]), frozenset({"fish", "shellfish", "eggs"})),
    "vegan": (
        (*_NO_MEAT, WORDS["eggs"], WORDS["dairy"], HONEY),
        frozenset({"fish", "shellfish", "eggs", "dairy"}),
    ),
    "jain": ((*_NO_MEAT, WORDS["eggs"], HONEY, ROOTS), frozenset({"fish", "shellfish", "eggs"})),
    "gluten_free": ((WORDS["gluten"],), frozenset({"gluten"})),
    "lactose_free": ((LACTOSE,), frozenset()),
}

CAUTIONS: Mapping[FoodCaution, Words] = {
    "added_sugar": Words(
        listed("""sugar, honey, jaggery, gur, molasses, syrup, condensed milk, candy, soda, jam, marmalade, lemonade,
        ice cream, milk chocolate, white chocolate, gulab jamun, jalebi, ladoo, cookie, pastry, agave, sorbet, brownie,
        doughnut, donut, caramel, toffee, fudge, marshmallow, ketchup, teriyaki, sweet chilli sauce, sweetened"""),
        listed("sugar snap, snap pea, no added sugar, donut peach"),
        frozenset({"sugar"}),
    ),
    "high_salt": Words(
        listed("""soy sauce, soya sauce, tamari, fish sauce, pickle, achar, papad, instant noodle, bacon, ham, salami,
        pepperoni, chorizo, prosciutto, pancetta, stock cube, bouillon cube, crisp, chip, miso, anchovy, feta, halloumi,
        salted butter, salted nut, kimchi, sauerkraut, caper, smoked salmon, smoked fish, instant soup, yeast extract,
        oyster sauce, hoisin, teriyaki"""),
        listed("""low sodium soy sauce, low salt soy sauce, reduced salt soy sauce, reduced sodium soy sauce,
        low sodium tamari, reduced sodium tamari, coconut chip, kale chip, apple chip, low salt pickle,
        reduced salt feta, low sodium miso, cacao chip, chocolate chip"""),
        frozenset({"salt"}),
    ),
    # Cheeses ripened with mould are to be avoided in pregnancy even when their milk was pasteurised (NHS).
    "unpasteurised": Words(
        listed("""unpasteurised, unpasteurized, raw milk, brie, camembert, chevre, gorgonzola, roquefort, blue cheese,
        danish blue"""),
        frozenset(),
        frozenset(),
        VEGAN_PREFIXES,
    ),
    "raw_fish": Words(
        listed("sushi, sashimi, ceviche, poke, fish tartare, tuna tartare, salmon tartare, crudo, gravlax"),
        listed("vegetable sushi, avocado sushi, cucumber sushi, tofu sushi, tofu poke"),
        frozenset(),
        VEGAN_PREFIXES,
    ),
    "raw_egg": Words(
        listed("""raw egg, raw yolk, tiramisu, homemade mayonnaise, chocolate mousse, eggnog, soft boiled egg,
        runny egg, runny yolk, poached egg, sunny side up, over easy, hollandaise, cookie dough"""),
        frozenset(),
        frozenset(),
        VEGAN_PREFIXES,
    ),
    "high_mercury_fish": Words(listed("swordfish, shark, king mackerel, tilefish, marlin, bigeye tuna")),
    "liver": Words(listed("liver, pate, foie gras"), frozenset(), frozenset(), VEGAN_PREFIXES | {"mushroom"}),
    "alcohol": Words(
        listed("""alcohol, wine, beer, cider, rum, brandy, sherry, whisky, whiskey, vodka, gin, tequila, mirin, sake,
        liqueur, cognac, marsala, vermouth, champagne, prosecco, kirsch, amaretto"""),
        listed("""wine vinegar, rice wine vinegar, sherry vinegar, champagne vinegar, cider vinegar, root beer,
        ginger beer"""),
        frozenset({"alcohol"}),
    ),
    "raw_goitrogens": Words(
        listed("raw cabbage, raw kale, raw broccoli, raw cauliflower, raw sprout, kale smoothie, coleslaw, kale salad")
    ),
}  # fmt: skip
