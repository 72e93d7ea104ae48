"""What further bakery and cakes of the demo shop are made of, by type."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from shop.demo.parts import Base, Parts
from shop.demo.product import Choice, ChoiceGroup

_WARM: Final = ChoiceGroup("Served", (Choice("As it is"), Choice("Warmed"), Choice("With butter", 60)))
_CREAM: Final = ChoiceGroup(
    "On the side", (Choice("Nothing"), Choice("Whipped cream", 70), Choice("Vanilla ice cream", 150))
)

BAKING: Final[Mapping[str, Parts]] = {
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
}
