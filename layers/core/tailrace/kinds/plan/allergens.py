"""The words by which allergens are found in dishes and ingredients, whatever labels a model gave them.

Where a product holds an allergen as a rule (pesto, granola, hummus, soy sauce), it counts unless it says that it is
free of it: a dish that is made anew costs less than one that is not noticed.
"""

from collections.abc import Mapping

from tailrace.kinds.plan.vocabulary import Allergen
from tailrace.kinds.plan.words import Words


def listed(text: str) -> frozenset[str]:
    """Names that are written with commas between them."""
    return frozenset(name.strip() for name in text.replace("\n", " ").split(",") if name.strip())


_PLANTS = listed("""almond, cashew, coconut, oat, soy, soya, soybean, rice, hemp, pea, nut, hazelnut, macadamia, walnut,
pistachio, flax, plant, peanut, tofu, sesame, sunflower""")
_MILKY = listed("milk, yogurt, yoghurt, cream, butter, cheese, latte, kefir, curd, cream cheese, ice cream, sour cream")
# Of plants, under the names of dairy.
_PLANT_MILKS = frozenset(
    f"{plant}{joint}{product}" for plant in _PLANTS for joint in (" ", " milk ", " based ") for product in _MILKY
)
VEGAN_PREFIXES = listed("vegan, plant based")

DAIRY = Words(
    listed("""dairy, milk, butter, cheese, cream, yogurt, yoghurt, curd, ghee, whey, casein, lactose, paneer,
    mozzarella, feta, parmesan, parmigiano, pecorino, cheddar, ricotta, mascarpone, halloumi, brie, gouda, edam,
    emmental, gruyere, camembert, burrata, provolone, manchego, stilton, roquefort, gorgonzola, quark, skyr, kefir,
    buttermilk, custard, lassi, raita, dahi, labneh, khoya, mawa, malai, rabri, kulfi, kheer, chaas, shrikhand,
    gelato, queso, tzatziki, bechamel, creme fraiche, half and half, latte, cappuccino, caesar dressing, alfredo,
    milkshake, white chocolate, cheesecake, tiramisu, fondue, pesto, makhani, croissant, brioche"""),
    _PLANT_MILKS
    | listed("""cocoa butter, shea butter, apple butter, sunflower seed butter, pumpkin seed butter, seed butter,
    butter bean, butter lettuce, cream of tartar, cream of coconut, milk thistle, bean curd, nut butter, non dairy milk,
    non dairy yogurt, non dairy cream, non dairy cheese, coconut whipped cream, oat flat white"""),
    frozenset({"dairy", "milk"}),
    VEGAN_PREFIXES | {"non dairy"},
)
_GRAIN_FREE_FLOURS = frozenset(
    f"{grain} {product}"
    for grain in listed("""rice, brown rice, almond, coconut, chickpea, gram, besan, corn, maize, buckwheat, tapioca,
    potato, millet, sorghum, teff, amaranth, quinoa, lentil, red lentil, oat, ragi, jowar, bajra, singhara, mung bean,
    moong, cassava, bean, black bean, pea, glass, kelp, konjac, shirataki, sweet potato, zucchini, courgette""")
    for product in listed("""flour, noodle, pasta, vermicelli, bread, tortilla, wrap, cracker, pancake, roti, chapati,
    bhakri, paratha, spaghetti, penne, dosa, cake""")
) - {f"oat {product}" for product in ("cracker", "pancake", "bread", "cake")}

WORDS: Mapping[Allergen, Words] = {
    "nuts": Words(
        listed("""nut, almond, cashew, walnut, pecan, pistachio, hazelnut, filbert, cobnut, macadamia, brazil nut,
        pine nut, pignoli, chestnut, praline, marzipan, frangipane, nougat, gianduja, nutella, amaretti, amaretto,
        baklava, trail mix, pesto, granola, muesli, dukkah, badam, kaju, pista, akhrot, romesco, korma, macaron,
        waldorf, amandine, turron, bakewell"""),
        listed("""water chestnut, tiger nut, ginger nut, soy nut, soya nut, corn nut, grape nut, peanut butter,
        nut brown, nut milk bag, monkey nut, ground nut, hex nut"""),
        frozenset({"nut"}),
    ),
    "peanuts": Words(
        listed("""peanut, groundnut, ground nut, monkey nut, satay, mungfali, moongphali, arachis oil, pad thai,
        kung pao, gado gado, massaman, chikki"""),
        frozenset(),
        frozenset({"peanut", "nut"}),
    ),
    "dairy": DAIRY,
    "eggs": Words(
        listed("""egg, yolk, omelette, omelet, frittata, mayonnaise, mayo, meringue, quiche, aioli, hollandaise,
        carbonara, shakshuka, custard, brioche, challah, french toast, albumen, anda, tortilla espanola, pancake, crepe,
        waffle, muffin, cupcake, cheesecake, tiramisu, eggnog, eggy, caesar dressing, tartare sauce"""),
        listed("""egg plant, flax egg, chia egg, flaxseed egg, egg replacer, egg substitute, chickpea omelette,
        chickpea omelet, chickpea frittata, besan omelette, moong omelette, tofu omelette, tofu omelet, tofu frittata,
        chickpea flour omelette, chickpea flour frittata, tofu shakshuka, aquafaba meringue, aquafaba mayo,
        chickpea shakshuka, tofu quiche, chickpea quiche, besan pancake, chickpea pancake, chickpea flour pancake,
        gram flour pancake, moong pancake, moong dal pancake, mung bean pancake, lentil pancake, red lentil pancake"""),
        frozenset({"egg"}),
        VEGAN_PREFIXES | {"eggless"},
    ),
    "gluten": Words(
        listed("""gluten, wheat, barley, rye, spelt, triticale, kamut, farro, einkorn, emmer, semolina, bulgur,
        couscous, freekeh, seitan, malt, bread, breadcrumb, panko, pasta, spaghetti, penne, macaroni, lasagne, lasagna,
        orzo, noodle, ramen, udon, soba, flour, tortilla, wrap, pita, naan, roti, chapati, paratha, puri, bagel, bun,
        baguette, ciabatta, focaccia, sourdough, toast, crouton, cracker, biscuit, cookie, cake, muffin, pancake,
        waffle, pastry, filo, phyllo, pizza, dumpling, gnocchi, oat, oatmeal, porridge oat, muesli, granola, beer,
        soy sauce, soya sauce, teriyaki, hoisin, atta, maida, sooji, suji, rava, dalia, upma, vermicelli, seviyan,
        crispbread, flatbread, cornbread, shortbread, gingerbread, croissant, brioche, challah, matzo, matzah, graham,
        tabbouleh, scone, doughnut, donut, samosa, burrito, quesadilla, empanada, strudel, crepe, tempura, stuffing"""),
        _GRAIN_FREE_FLOURS
        | listed("""corn tortilla, rice cake, rice paper wrap, lettuce wrap, collard wrap, cabbage wrap,
        cauliflower pizza, polenta cake, cauliflower gnocchi, nori wrap, bean noodle, millet upma, quinoa upma,
        donut peach"""),
        frozenset({"gluten", "wheat"}),
    ),
    "soy": Words(
        listed("""soy, soya, soybean, tofu, tempeh, edamame, miso, tamari, shoyu, natto, teriyaki, hoisin,
        textured vegetable protein, tvp, bean curd, okara, tempe, yuba, gochujang, doenjang"""),
        listed("chickpea tofu, pumpkin seed tofu"),
        frozenset({"soy", "soya"}),
    ),
    "fish": Words(
        listed("""fish, salmon, tuna, cod, haddock, halibut, trout, sardine, anchovy, mackerel, herring, tilapia,
        sea bass, seabass, bream, snapper, pollock, pollack, hake, monkfish, swordfish, plaice, sole, turbot, whiting,
        catfish, basa, barramundi, eel, caviar, roe, kipper, surimi, worcestershire, bonito, dashi, rohu, hilsa,
        pomfret, surmai, machli, nam pla, caesar dressing, marlin, shark, tilefish, sushi, sashimi, lox, gravlax, carp,
        perch, grouper, mahi mahi, branzino, dorade, char fillet, sprat, pilchard, whitebait, fishcake, rockfish"""),
        listed("vegetable sushi, avocado sushi, cucumber sushi, tofu sushi, carrot lox"),
        frozenset({"fish"}),
        VEGAN_PREFIXES,
    ),
    "shellfish": Words(
        listed("""shellfish, seafood, shrimp, prawn, crab, lobster, crayfish, langoustine, krill, clam, mussel, oyster,
        scallop, cockle, abalone, squid, calamari, octopus, cuttlefish, whelk, jhinga, scampi, conch, sea urchin, snail,
        escargot, crawfish, winkle"""),
        listed("oyster mushroom, king oyster, crab apple, mushroom scallop, scalloped"),
        frozenset({"shellfish", "seafood"}),
        VEGAN_PREFIXES,
    ),
    "sesame": Words(
        listed("""sesame, tahini, hummus, houmous, halva, halvah, gomasio, zaatar, za atar, dukkah, gingelly, til seed,
        til oil, tilgul, benne, baba ganoush, baba ghanoush, tahina, everything bagel, furikake"""),
        frozenset(),
        frozenset({"sesame", "tahini"}),
    ),
    "mustard": Words(
        listed("mustard, rai, sarson, dijon, piccalilli"), frozenset(), frozenset({"mustard"})
    ),
    "celery": Words(
        listed("""celery, celeriac, stock cube, bouillon, vegetable stock, vegetable broth, chicken stock, beef stock,
        mirepoix, soffritto, waldorf"""),
        frozenset(),
        frozenset({"celery"}),
    ),
    "lupin": Words(listed("lupin, lupine, lupini"), frozenset(), frozenset({"lupin"})),
}  # fmt: skip

# Milk without its sugar is still milk, so this is no allergy's group.
LACTOSE = Words(DAIRY.names, DAIRY.exceptions, DAIRY.free | {"lactose"}, DAIRY.unlike)
