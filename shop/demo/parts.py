"""The words further products of the demo shop are made of, by type: thing, taste, what comes with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from shop.demo.product import Choice, ChoiceGroup

# Words that decide which tags a product may carry; people with allergies read them.
NUTS: Final = frozenset({"hazelnut", "almond", "pistachio", "walnut", "pecan", "peanut", "nuts", "pesto"})
MEAT_AND_FISH: Final = frozenset(
    {"bacon", "beef", "chicken", "chorizo", "ham", "kimchi", "lamb", "mackerel", "prawn", "salmon", "tuna", "turkey"}
)
FROM_ANIMALS: Final = frozenset(
    {"butter", "caramel", "cream", "custard", "egg", "eggs", "feta", "foam", "honey", "honeycomb", "toffee", "yoghurt"}
)


@dataclass(frozen=True, slots=True)
class Base:
    """What it is: its price in cents, minutes to make, and the tag it always carries ("" = none)."""

    word: str
    price_minor: int
    minutes: int
    tag: str = "vegetarian"


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """How products of one type are put together. `sentences` take {taste} and {base}, in lower case."""

    station: str
    bases: tuple[Base, ...]
    tastes: tuple[str, ...]
    extras: tuple[str, ...]
    sentences: tuple[str, ...]
    sizes: tuple[tuple[str, int], ...]
    group: ChoiceGroup


_MILK: Final = ChoiceGroup("Milk", (Choice("Whole milk"), Choice("Oat milk", 40), Choice("Soy milk", 40)))
_SWEET: Final = ChoiceGroup("Sweetness", (Choice("As it is"), Choice("Less sweet"), Choice("A spoon of honey", 30)))
_ICE: Final = ChoiceGroup("Ice", (Choice("With ice"), Choice("Little ice"), Choice("No ice", removes=True)))
_WARM: Final = ChoiceGroup("Served", (Choice("As it is"), Choice("Warmed"), Choice("With butter", 60)))
_CREAM: Final = ChoiceGroup(
    "On the side", (Choice("Nothing"), Choice("Whipped cream", 70), Choice("Vanilla ice cream", 150))
)
_LEAVE: Final = ChoiceGroup(
    "Leave out", (Choice("No onion", removes=True), Choice("No sauce", removes=True)), several=True
)
_BREAD: Final = ChoiceGroup("Bread", (Choice("Sourdough"), Choice("Seeded rye"), Choice("Gluten-free roll", 90)))

PARTS: Final[Mapping[str, Parts]] = {
    "hot-drinks": Parts(
        station="bar",
        bases=(
            Base("latte", 410, 4),
            Base("cappuccino", 400, 4),
            Base("flat white", 400, 4),
            Base("mocha", 440, 4),
            Base("hot chocolate", 420, 4),
            Base("chai", 410, 4),
            Base("matcha latte", 460, 4),
            Base("cortado", 370, 3),
            Base("black tea", 320, 4, "vegan"),
            Base("rooibos", 320, 5, "vegan"),
            Base("steamer", 360, 3),
        ),
        tastes=(
            "Hazelnut",
            "Vanilla",
            "Caramel",
            "Cinnamon",
            "Cardamom",
            "Maple",
            "Honey",
            "Gingerbread",
            "Orange",
            "Rose",
            "Coconut",
            "Pistachio",
            "Toffee",
            "Almond",
            "Pumpkin spice",
            "Lavender",
            "Brown sugar",
            "Clove",
        ),
        extras=(
            "with oat foam",
            "with whipped cream",
            "with sea salt",
            "with cocoa nibs",
            "with nutmeg",
            "with honeycomb",
            "with a second shot",
            "with orange peel",
            "with star anise",
            "with toasted sugar",
        ),
        sentences=(
            "Our {base} with {taste}, stirred in before the milk so that the last sip tastes like the first.",
            "The {base} that smells of {taste} from across the room.",
            "{taste} and a well-made {base}: no syrup from a pump, we cook our own every morning.",
        ),
        sizes=(("Regular, 240 ml", 0), ("Large, 350 ml", 70)),
        group=_MILK,
    ),
    "iced-drinks": Parts(
        station="bar",
        bases=(
            Base("iced latte", 450, 3),
            Base("cold brew", 430, 2, "vegan"),
            Base("iced tea", 390, 3, "vegan"),
            Base("lemonade", 400, 3, "vegan"),
            Base("frappé", 490, 5),
            Base("iced matcha", 490, 4),
            Base("sparkling water", 350, 2, "vegan"),
            Base("espresso tonic", 470, 3, "vegan"),
            Base("iced chai", 450, 3),
        ),
        tastes=(
            "Peach",
            "Cherry",
            "Raspberry",
            "Vanilla",
            "Caramel",
            "Hibiscus",
            "Cucumber",
            "Rhubarb",
            "Elderflower",
            "Coconut",
            "Blood orange",
            "Blackcurrant",
            "Lychee",
            "Mint",
            "Watermelon",
            "Hazelnut",
            "Yuzu",
        ),
        extras=(
            "with basil",
            "with rosemary",
            "with lime",
            "with sea salt",
            "with cold foam",
            "with ginger",
            "with chia",
            "with bitters",
            "with thyme",
        ),
        sentences=(
            "{taste}, plenty of ice and our {base}: made to be drunk slowly on the bench outside.",
            "A tall {base} with {taste}, shaken until the glass is too cold to hold.",
            "Our {base}, sharpened with {taste}. Best with the first sun of the year.",
        ),
        sizes=(("Regular, 300 ml", 0), ("Large, 450 ml", 80)),
        group=_ICE,
    ),
    "juices-and-smoothies": Parts(
        station="bar",
        bases=(
            Base("juice", 470, 4, "vegan"),
            Base("smoothie", 540, 4),
            Base("shake", 530, 4),
            Base("lassi", 500, 3),
            Base("shot", 300, 2, "vegan"),
            Base("cooler", 480, 3, "vegan"),
        ),
        tastes=(
            "Apple and celery",
            "Pineapple",
            "Carrot and orange",
            "Mango",
            "Strawberry",
            "Blueberry",
            "Papaya",
            "Kiwi",
            "Pomegranate",
            "Pear and ginger",
            "Peach",
            "Melon",
            "Beetroot and apple",
            "Banana and date",
            "Grapefruit",
            "Cherry and almond",
            "Spinach and lime",
            "Passion fruit",
        ),
        extras=(
            "with mint",
            "with turmeric",
            "with oats",
            "with lime",
            "with spirulina",
            "with coconut water",
            "with flax",
        ),
        sentences=(
            "{taste}, pressed when you order and never before.",
            "The {base} of {taste}: fruit, a little ice, nothing else.",
            "{taste} at its ripest. The {base} we drink ourselves after the morning rush.",
        ),
        sizes=(("Small, 250 ml", 0), ("Large, 400 ml", 130)),
        group=_SWEET,
    ),
    "bakery": Parts(
        station="bakery",
        bases=(
            Base("muffin", 360, 2),
            Base("croissant", 390, 2),
            Base("scone", 340, 3),
            Base("roll", 410, 2),
            Base("Danish", 420, 2),
            Base("loaf slice", 370, 3),
            Base("bun", 390, 2),
            Base("twist", 370, 2),
            Base("pretzel", 360, 2, "vegan"),
        ),
        tastes=(
            "Apple",
            "Walnut",
            "Lemon and poppy seed",
            "Cranberry",
            "Cherry",
            "Date",
            "Plum",
            "Hazelnut",
            "Honey and oat",
            "Rhubarb",
            "Orange",
            "Blackberry",
            "Maple",
            "Fig",
            "Sesame",
            "Pear",
            "Apricot",
            "Cinnamon",
        ),
        extras=(
            "with pearl sugar",
            "with crumble",
            "with custard",
            "with seeds",
            "with brown butter",
            "with lemon icing",
            "with sea salt",
            "with vanilla",
        ),
        sentences=(
            "The {base} with {taste}, out of the oven before the doors open.",
            "{taste} folded into our {base} dough the evening before, baked this morning.",
            "Soft inside, crisp at the edges: the {base} with {taste} is gone by noon on most days.",
        ),
        sizes=(("One", 0), ("Box of four", 1080)),
        group=_WARM,
    ),
    "cakes-and-sweets": Parts(
        station="bakery",
        bases=(
            Base("cake", 480, 3),
            Base("tart", 520, 3),
            Base("cheesecake", 540, 3),
            Base("brownie", 390, 2),
            Base("cookie", 290, 2),
            Base("sponge", 460, 3),
            Base("flapjack", 340, 2, "vegan"),
            Base("pavlova", 560, 4),
        ),
        tastes=(
            "Raspberry",
            "Lemon",
            "Salted caramel",
            "Pistachio",
            "Dark chocolate",
            "Passion fruit",
            "Pear",
            "Almond",
            "Coffee",
            "Coconut",
            "Blackcurrant",
            "Honey",
            "Pecan",
            "Orange",
            "Banana",
            "Cherry",
            "White chocolate",
        ),
        extras=(
            "with cream cheese icing",
            "with toasted nuts",
            "with sour cherries",
            "with vanilla cream",
            "with sea salt",
            "with candied peel",
            "with crushed meringue",
            "with vanilla sauce",
        ),
        sentences=(
            "{taste} {base}, cut generously. One fork or two, we do not ask.",
            "Our {base} with {taste}, made by Nadia on Tuesdays and Fridays and by nobody else.",
            "The {base} with more {taste} in it than is reasonable.",
        ),
        sizes=(("Slice", 0), ("Whole, to share", 3200)),
        group=_CREAM,
    ),
    "sandwiches": Parts(
        station="kitchen",
        bases=(
            Base("baguette", 760, 6, ""),
            Base("wrap", 820, 7, ""),
            Base("toastie", 740, 8, ""),
            Base("bagel", 790, 6, ""),
            Base("club", 930, 8, ""),
            Base("focaccia", 850, 7, ""),
            Base("pitta", 770, 6, ""),
        ),
        tastes=(
            "Roast beef",
            "Turkey and cranberry",
            "Grilled halloumi",
            "Smoked mackerel",
            "Egg and cress",
            "Roast aubergine",
            "Ham and mustard",
            "Chicken and pesto",
            "Falafel",
            "Mozzarella and tomato",
            "Prawn",
            "Pulled mushroom",
            "Chorizo",
            "Tuna and sweetcorn",
            "Goat cheese and beetroot",
            "Bacon and avocado",
        ),
        extras=(
            "with pickled onion",
            "with rocket",
            "with slaw",
            "with harissa",
            "with roast pepper",
            "with horseradish",
            "with lime mayonnaise",
        ),
        sentences=(
            "{taste} in a {base}, with leaves from the market and a dressing that holds it together.",
            "The {base} for people who skipped breakfast: {taste}, and enough of it.",
            "{taste}, warm, in a fresh {base}.",
        ),
        sizes=(("Half", 0), ("Whole", 380)),
        group=_BREAD,
    ),
    "bowls-and-soups": Parts(
        station="kitchen",
        bases=(
            Base("soup", 640, 6),
            Base("grain bowl", 1060, 8),
            Base("noodle bowl", 1120, 9),
            Base("salad", 930, 5),
            Base("curry", 1090, 9),
            Base("stew", 1040, 8),
            Base("rice bowl", 1100, 9),
        ),
        tastes=(
            "Carrot and coriander",
            "Sweet potato",
            "Mushroom",
            "Chickpea",
            "Roast cauliflower",
            "Leek and potato",
            "Black bean",
            "Salmon",
            "Sesame chicken",
            "Smoked tofu",
            "Courgette and basil",
            "Barley",
            "Spiced lamb",
            "Red lentil",
            "Celeriac",
            "Prawn and lime",
        ),
        extras=(
            "with soft egg",
            "with tahini",
            "with crisp shallots",
            "with herb oil",
            "with toasted seeds",
            "with feta",
            "with chili crunch",
        ),
        sentences=(
            "{taste} {base}, cooked in one big pot before eleven and not a minute earlier than it is good.",
            "The {base} of {taste} with bread on the side.",
            "{taste}, warm and honest: the {base} that the kitchen eats itself.",
        ),
        sizes=(("Cup", 0), ("Bowl", 260)),
        group=_LEAVE,
    ),
    "breakfast": Parts(
        station="kitchen",
        bases=(
            Base("granola bowl", 720, 3),
            Base("porridge", 590, 5),
            Base("toast", 680, 5),
            Base("omelette", 860, 8),
            Base("pancakes", 890, 9),
            Base("waffle", 840, 8),
            Base("breakfast wrap", 870, 8),
            Base("benedict", 1040, 10),
        ),
        tastes=(
            "Berry",
            "Banana and peanut",
            "Avocado",
            "Smoked salmon",
            "Mushroom and thyme",
            "Apple and cinnamon",
            "Spinach and feta",
            "Maple and bacon",
            "Tomato and basil",
            "Blueberry",
            "Pear and walnut",
            "Chorizo",
            "Coconut and mango",
            "Ricotta and honey",
            "Kimchi",
        ),
        extras=(
            "with Greek yoghurt",
            "with poached eggs",
            "with seeds",
            "with crème fraîche",
            "with hot honey",
            "with herb butter",
            "with lemon curd",
            "with chives",
            "with rye crumbs",
        ),
        sentences=(
            "{taste} {base}, served until the last table wants it.",
            "The {base} with {taste}: a good reason to come before nine.",
            "Our {base}, made with {taste} and without hurry.",
        ),
        sizes=(("One", 0), ("For two", 620)),
        group=_LEAVE,
    ),
}
