"""What further dishes of the demo shop are made of, by type."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from shop.demo.parts import Base, Parts
from shop.demo.product import Choice, ChoiceGroup

_LEAVE: Final = ChoiceGroup(
    "Leave out", (Choice("No onion", removes=True), Choice("No sauce", removes=True)), several=True
)
_BREAD: Final = ChoiceGroup("Bread", (Choice("Sourdough"), Choice("Seeded rye"), Choice("Gluten-free roll", 90)))

DISHES: Final[Mapping[str, Parts]] = {
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
